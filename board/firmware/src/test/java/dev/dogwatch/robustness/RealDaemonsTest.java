package dev.dogwatch.robustness;

import static dev.dogwatch.robustness.Ours.onOurs;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Suite;
import dev.dogwatch.e2e.Supervise;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * nginx and mosquitto as one runs them on a node: each as a user of its own with a log service of another user, which rotates small
 * files and compresses them while the load goes on. Every line that a client has caused is in the logs once, in its order.
 */
@EndToEnd
class RealDaemonsTest {

    private static final int DAEMON = 53001;
    private static final int LOGGER = 53002;
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 1500;
    private static final int CONNECTIONS = 300;
    private static final Pattern REQUEST = Pattern.compile("\"GET /client([0-9]+)/([0-9]+) HTTP/1\\.1\" 200");
    private static final Pattern CONNECTION = Pattern.compile("New client connected from .* as client([0-9]+)-([0-9]+) ");

    @Test
    void nginxLosesNoLineWhileItsLogIsRotatedUnderLoad() {
        onOurs(scene -> {
            Assume.root(scene);
            int port = freePort();
            ServiceDirectory web = service(scene, "nginx", "-e stderr -p state -c ../nginx.conf").file("nginx.conf", """
                    daemon off;
                    master_process off;
                    pid nginx.pid;
                    error_log stderr;
                    events {}
                    http {
                      access_log /dev/stdout;
                      keepalive_requests 1000000;
                      client_body_temp_path body;
                      proxy_temp_path proxy;
                      fastcgi_temp_path fastcgi;
                      uwsgi_temp_path uwsgi;
                      scgi_temp_path scgi;
                      server {
                        listen 127.0.0.1:%d;
                        return 200 "watched\\n";
                      }
                    }
                    """.formatted(port));
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            awaitAnswer(port, web.supervise());
            assertRunsAs(DAEMON, "nginx", web.supervise());
            assertRunsAs(LOGGER, "svlogd", web.logSupervise());
            int logger = web.logSupervise().pid();
            inParallel(scene, client -> request(port, client));
            assertEquals(logger, web.logSupervise().pid(), "the log service has run all the time");
            shutDown(runsvdir, web);
            assertEveryLineIsThereOnce(web, REQUEST, REQUESTS);
        });
    }

    @Test
    void mosquittoLosesNoLineWhileItsLogIsRotatedUnderLoad() {
        onOurs(scene -> {
            Assume.root(scene);
            int port = freePort();
            ServiceDirectory broker = service(scene, "mosquitto", "-c mosquitto.conf").file("mosquitto.conf", """
                    listener %d 127.0.0.1
                    allow_anonymous true
                    log_dest stdout
                    """.formatted(port));
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            awaitAnswer(port, broker.supervise());
            assertRunsAs(DAEMON, "mosquitto", broker.supervise());
            assertRunsAs(LOGGER, "svlogd", broker.logSupervise());
            inParallel(scene, client -> connect(port, client));
            shutDown(runsvdir, broker);
            assertEveryLineIsThereOnce(broker, CONNECTION, CONNECTIONS);
        });
    }

    /** Made for systemd, it sends READY=1 when it listens; nothing in it knows of us. */
    @Test
    void mosquittoTellsItsReadinessAsToSystemd() {
        onOurs(scene -> {
            Assume.root(scene);
            int port = freePort();
            ServiceDirectory broker = service(scene, "mosquitto", "-c mosquitto.conf").file("notify", "").file("mosquitto.conf", """
                    listener %d 127.0.0.1
                    allow_anonymous true
                    log_dest stdout
                    """.formatted(port));
            Running runsvdir = scene.start(scene.command("runsvdir", "all"));
            Await.until(() -> "mosquitto to be supervised", broker.supervise()::isSupervised);
            assertEquals(0, scene.command("sv", "-w", "25", "check", "all/mosquitto/").run().exitCode());
            open(port).close();
            assertTrue(scene.command("sv", "status", "all/mosquitto/").run().out().contains(", ready "));
            shutDown(runsvdir, broker);
        });
    }

    /** The daemon as one user, with a log service as another one; its files where both may reach them. */
    private static ServiceDirectory service(Scene scene, String daemon, String arguments) {
        List<String> found = daemons(scene);
        String file = found.stream().limit(2).filter(path -> path.endsWith("/" + daemon)).findFirst().orElseThrow();
        String programs = scene.root().resolve("programs").toString();
        scene.arrange("chmod 755 .. && mkdir -p programs/lib && cp '" + file + "' programs && cp -L '" + scene.suite().program("chpst") + "' '"
                + scene.suite().program("svlogd") + "' programs");
        for (String libraries : found.get(2).split(":")) {
            if (!libraries.isEmpty()) {
                scene.arrange("cp -a '" + libraries + "'/*.so* programs/lib");
            }
        }
        // A daemon that opens /dev/stdout anew, as nginx does, needs the pipe to be its user's.
        ServiceDirectory service = scene.service("all/" + daemon).run("exec 2>&1\nchown " + DAEMON + " /dev/stdout\n"
                + "export LD_LIBRARY_PATH='" + programs + "/lib'\nexec '" + programs + "/chpst' -u :" + DAEMON + ":" + DAEMON
                + " '" + programs + "/" + daemon + "' " + arguments);
        service.log("exec '" + programs + "/chpst' -u :" + LOGGER + ":" + LOGGER + " '" + programs + "/svlogd' -tt main");
        // Small files, of which none is ever removed here.
        service.file("log/main/config", "s8000\nn0\n!gzip\n").directory("state");
        scene.arrange("chown " + DAEMON + " all/" + daemon + "/state && chown " + LOGGER + " all/" + daemon + "/log/main");
        return service;
    }

    private static List<String> daemons(Scene scene) {
        Outcome outcome = scene.command(Suite.repository().resolve("tools/lib/daemons").toString()).run();
        assertEquals(0, outcome.exitCode(), outcome::toString);
        List<String> lines = new ArrayList<>(outcome.out().lines().toList());
        lines.add("");
        return lines;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        return socket;
    }

    private static void awaitAnswer(int port, Supervise daemon) {
        daemon.await("run");
        Await.until(() -> "an answer on port " + port, () -> {
            try (Socket socket = open(port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void assertRunsAs(int user, String program, Supervise supervise) throws IOException {
        // For a moment it still is the shell, or chpst.
        Path process = Path.of("/proc/" + supervise.await("run").status().pid());
        Await.until(() -> program + " in " + process, () -> {
            try {
                return Files.readString(process.resolve("comm")).strip().equals(program);
            } catch (IOException e) {
                return false;
            }
        });
        String status = Files.readString(process.resolve("status"));
        String ids = "\t" + user + "\t" + user + "\t" + user + "\t" + user + "\n";
        assertTrue(status.contains("Uid:" + ids) && status.contains("Gid:" + ids), () -> program + " has\n" + status);
    }

    /** All clients at once, while the log is told to rotate again and again, beside its own reasons. */
    private static void inParallel(Scene scene, Load load) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> all = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(client -> clients.submit((Callable<Void>) () -> {
                        load.make(client);
                        return null;
                    })).toList();
            while (!all.stream().allMatch(Future::isDone)) {
                scene.arrange("for service in all/*; do sv alarm ./$service/log; done");
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private interface Load {
        void make(int client) throws IOException;
    }

    private static void request(int port, int client) throws IOException {
        try (Socket socket = open(port)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            for (int i = 0; i < REQUESTS; i++) {
                socket.getOutputStream().write(("GET /client" + client + "/" + i + " HTTP/1.1\r\nHost: node\r\n\r\n").getBytes(ISO_8859_1));
                assertEquals("HTTP/1.1 200 OK", in.readLine());
                String line = in.readLine();
                while (line != null && !line.equals("watched")) {
                    line = in.readLine();
                }
            }
        }
    }

    /** MQTT 3.1.1: CONNECT with a name, CONNACK, DISCONNECT. */
    private static void connect(int port, int client) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            byte[] name = ("client" + client + "-" + i).getBytes(ISO_8859_1);
            byte[] header = {0x10, (byte) (12 + name.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, (byte) name.length};
            try (Socket socket = open(port)) {
                socket.getOutputStream().write(header);
                socket.getOutputStream().write(name);
                byte[] answer = new byte[4];
                new DataInputStream(socket.getInputStream()).readFully(answer);
                assertEquals(0x20, answer[0], "CONNACK");
                assertEquals(0, answer[3], "accepted");
                socket.getOutputStream().write(new byte[] {(byte) 0xe0, 0});
            }
        }
    }

    private static void shutDown(Running runsvdir, ServiceDirectory service) {
        runsvdir.signal(1);
        assertEquals(111, runsvdir.exitCode());
        Await.until(() -> "the end of the log service", () -> !service.supervise().isSupervised() && !service.logSupervise().isSupervised());
    }

    private static void assertEveryLineIsThereOnce(ServiceDirectory service, Pattern pattern, int count) throws IOException {
        Path directory = service.path().resolve("log/main");
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = new ArrayList<>(all.filter(file -> file.getFileName().toString().startsWith("@")).sorted().toList());
        }
        assertTrue(files.size() > 10, () -> "only these files came of it: " + files);
        files.add(directory.resolve("current"));
        int[] next = new int[CLIENTS];
        for (Path file : files) {
            for (String line : lines(file)) {
                Matcher matcher = pattern.matcher(line);
                if (matcher.find()) {
                    int client = Integer.parseInt(matcher.group(1));
                    assertEquals(next[client]++, Integer.parseInt(matcher.group(2)), () -> line + " in " + file.getFileName());
                }
            }
        }
        for (int client = 0; client < CLIENTS; client++) {
            assertEquals(count, next[client], "lines of client " + client);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        if (file.getFileName().toString().equals("current")) {
            return Files.readAllLines(file, ISO_8859_1);
        }
        assertTrue(file.toString().endsWith(".s"), () -> file + " was not processed");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), ISO_8859_1).lines().toList();
        }
    }
}
