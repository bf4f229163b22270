package dev.dogwatch.telemetry.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Ports;
import dev.dogwatch.telemetry.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A broker that serves the page, and a hand that publishes whatever a test wants. */
final class Stage implements AutoCloseable {

    static final String SID = "stage-0001";
    private static final String BOOT = "0b2f5d0e-7c3a-4f6d-9a53-2a1c5e9f8b71";
    private static final long UP_MS = 7_200_000;

    private final Broker broker;
    private final int web = Ports.free();
    private final MqttConnectOptions options = new MqttConnectOptions();
    private MqttClient hand;
    private int seq;

    /** Everybody is let in. */
    Stage(Path directory) {
        this(directory, "allow_anonymous true");
    }

    /** Nobody is let in without this name and password. */
    static Stage withPassword(Path directory, String user, String password) {
        Path file = directory.resolve("passwords");
        try {
            int exit = new ProcessBuilder("mosquitto_passwd", "-b", "-c", file.toString(), user, password).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new AssertionError("mosquitto_passwd has exited " + exit);
            }
            // Started by root, mosquitto reads as another user.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return new Stage(directory, "allow_anonymous false\npassword_file " + file, user, password);
    }

    private Stage(Path directory, String access, String... signIn) {
        int port = Ports.free();
        // A listener of plain MQTT must be there: mosquitto 2.0.11 does not start with websockets alone.
        broker = Broker.configured(directory, port, """
                %s
                max_queued_messages 0
                listener %d 127.0.0.1
                listener %d 127.0.0.1
                protocol websockets
                http_dir %s
                """.formatted(access, port, web, Repository.path("telemetry/dashboard/page")));
        broker.start();
        // Paho's count of what is on its way lags behind.
        options.setMaxInflight(1000);
        if (signIn.length > 0) {
            options.setUserName(signIn[0]);
            options.setPassword(signIn[1].toCharArray());
        }
        connect();
    }

    private void connect() {
        try {
            hand = new MqttClient(broker.url(), "hand", new MemoryPersistence());
            hand.connect(options);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    /** Kills the broker, which forgets all. */
    void killBroker() {
        broker.kill();
    }

    void startBroker() {
        broker.start();
        connect();
    }

    String brokerUrl() {
        return broker.url();
    }

    String page() {
        return "http://127.0.0.1:" + web + "/";
    }

    void publish(String topic, String payload, boolean retained) {
        try {
            hand.publish(topic, payload.getBytes(UTF_8), 1, retained);
        } catch (MqttException e) {
            throw new AssertionError(topic, e);
        }
    }

    /** A node that has just connected; services as in topics, percent-encoded. */
    void node(String node, String cause, String... services) {
        publish(topic(node, "status"), object().put("online", true).put("sid", SID).put("boot_id", BOOT).put("ts", now()).toString(), true);
        ObjectNode birth = object().put("sid", SID).put("site", "harbour").put("node", node).put("version", "0.1.0").put("arch", "aarch64")
                .put("kernel", "6.12.48").put("board", "qemu-virt-aarch64").put("boot_id", BOOT).put("boots", 7).put("cause", cause)
                .put("reason", cause.equals("watchdog") ? "critical heart: check failed for 10 s" : null).put("resets", 2);
        birth.putNull("watchdog");
        var names = birth.putArray("services");
        for (String service : services) {
            names.add(java.net.URLDecoder.decode(service.replace("+", "%2B"), UTF_8));
        }
        birth.putArray("commands");
        publish(topic(node, "birth"), birth.put("queue_max", 10_000).put("mono_ms", UP_MS).put("ts", now()).toString(), true);
        for (String service : services) {
            state(node, service, "run", 0);
        }
    }

    /** A state of a service that is wanted up: run or down, after so many deaths, the last one by SIGKILL. */
    void state(String node, String service, String state, int deaths) {
        state(node, service, state, deaths, json -> { });
    }

    /** The same with something else about it. */
    void state(String node, String service, String state, int deaths, Consumer<ObjectNode> otherwise) {
        ObjectNode json = of(state, deaths);
        otherwise.accept(json);
        publish(topic(node, "svc/" + service + "/state"), json.toString(), true);
    }

    /** Something has happened to it, after {@code missed} starts that nobody saw; as on a node, the state follows. */
    void event(String node, String service, String cause, String state, int deaths, int missed) {
        publish(topic(node, "svc/" + service + "/event"), of(state, deaths).put("cause", cause).put("missed", missed).toString(), false);
        state(node, service, state, deaths);
    }

    private ObjectNode of(String state, int deaths) {
        boolean runs = state.equals("run");
        return object().put("state", state).put("want", "up").put("normally", "up").putNull("ready").put("paused", false)
                .put("crash_only", false).put("gave_up", false).put("critical", false).put("pid", runs ? Integer.valueOf(4711) : null)
                .put("starts", deaths + (runs ? 1 : 0)).put("deaths", deaths).putNull("exit").put("signal", deaths > 0 ? Integer.valueOf(9) : null)
                .put("since_mono_ms", UP_MS - 300_000).put("since", Instant.now().minusSeconds(300).truncatedTo(ChronoUnit.MILLIS).toString())
                .put("sid", SID).put("seq", seq++).put("boot_id", BOOT).put("mono_ms", UP_MS).put("ts", now());
    }

    /** Its health gate is not open. */
    void starving(String node, String reason) {
        ObjectNode json = object().put("gate", "starving").put("reason", reason).put("safe_mode", false);
        json.putArray("devices").addObject().put("path", "/dev/watchdog0").put("state", "fed");
        json.putArray("critical").addObject().put("name", "heart").put("state", "down").put("grace", 30);
        publish(topic(node, "watchdog"), json.put("sid", SID).put("seq", seq++).put("ts", now()).put("mono_ms", UP_MS).toString(), true);
    }

    /** Its bridge has ended in order. */
    void stopped(String node) {
        publish(topic(node, "status"), object().put("online", false).put("sid", SID).put("ts", now()).put("reason", "stopped").toString(), true);
    }

    /** What the broker says for a node of this session that it has lost. */
    void will(String node, String sid) {
        publish(topic(node, "status"), object().put("online", false).put("sid", sid).toString(), true);
    }

    static String topic(String node, String tail) {
        return "dogwatch/v1/harbour/" + node + "/" + tail;
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public void close() {
        try {
            hand.disconnectForcibly(0, 1);
            hand.close(true);
        } catch (MqttException e) {
            // The broker may be dead.
        }
        broker.close();
    }
}
