package dev.dogwatch.telemetry.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a fleet asks of one mosquitto: {@code BrokerLoad NODES SERVICES SECONDS}. Starts a mosquitto, all nodes with a connection and
 * a last will each, and a subscriber to everything with QoS 1, and prints a line "name value" for each figure:
 *
 * <pre>
 * connect-ns      until all nodes have connected and the subscriber has all that they said first
 * steady-p50-ns   from a publish of one more connection to its message at the subscriber, while the nodes have 100 changes a second
 * steady-p99-ns
 * steady-cpu      of a processor that mosquitto takes then, per mille
 * flood-rate      messages a second at the subscriber when the nodes say all that they are as fast as they can
 * rss-kb          of mosquitto in the end
 * wills-ns        from the moment in which all nodes are lost until the subscriber has all their wills
 * </pre>
 */
public final class BrokerLoad {

    /** As telemetry/broker has it, but for whom it lets in; and with a queue without end, so that every message can be counted. */
    private static final String CONFIGURATION = """
            listener %d 127.0.0.1
            allow_anonymous true
            set_tcp_nodelay true
            max_queued_messages 0
            """;
    private static final double STEADY_RATE = 100;
    private static final int PROBE_PAUSE_MS = 10;
    private static final int MESSAGES_BESIDE_STATES = 2;
    private static final long TICKS_A_SECOND = 100;

    private final Options options;
    private final Broker broker;
    private final long seconds;

    private BrokerLoad(Options options, Broker broker) {
        this.options = options;
        this.broker = broker;
        seconds = options.seconds();
    }

    public static void main(String[] arguments) throws Exception {
        int nodes = Integer.parseInt(arguments[0]);
        int services = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        Path directory = Files.createTempDirectory("dogwatch-load");
        int port = Ports.free();
        String configuration = CONFIGURATION.formatted(port);
        try (Broker broker = Broker.configured(directory, port, configuration).start()) {
            new BrokerLoad(new Options(broker.url(), "load", nodes, services, STEADY_RATE, 7, nodes, seconds), broker).measure();
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void measure() throws Exception {
        int first = options.nodes() * (MESSAGES_BESIDE_STATES + options.services());
        try (Arrivals arrivals = new Arrivals(broker.url())) {
            long lost;
            int wills;
            long began = System.nanoTime();
            try (FleetSim fleet = new FleetSim(options)) {
                fleet.turn();
                arrivals.await(first);
                say("connect-ns", System.nanoTime() - began);
                steady(fleet, arrivals);
                flood(fleet, arrivals);
                say("rss-kb", rss());
                arrivals.clear();
                wills = fleet.wills();
                lost = System.nanoTime();
            }
            arrivals.await(wills);
            say("wills-ns", System.nanoTime() - lost);
        }
    }

    private void flood(FleetSim fleet, Arrivals arrivals) {
        arrivals.clear();
        long began = System.nanoTime();
        long sent = 0;
        while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(seconds)) {
            sent += fleet.announce() * (long) (MESSAGES_BESIDE_STATES + options.services());
        }
        arrivals.await(sent);
        say("flood-rate", sent * 1e9 / (System.nanoTime() - began));
    }

    private void steady(FleetSim fleet, Arrivals arrivals) throws InterruptedException {
        arrivals.clear();
        long ticks = ticks();
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(seconds);
        // Beside: a turn of the fleet may have to wait for a connect.
        Thread probe = Thread.ofPlatform().start(() -> probe(end));
        while (System.nanoTime() < end) {
            fleet.turn();
            Thread.sleep(1);
        }
        probe.join();
        double taken = (System.nanoTime() - began) / 1e9;
        double cpu = (ticks() - ticks) * 1000.0 / TICKS_A_SECOND / taken;
        long[] delays = arrivals.delays();
        Arrays.sort(delays);
        say("steady-p50-ns", delays[delays.length / 2]);
        say("steady-p99-ns", delays[delays.length * 99 / 100]);
        say("steady-cpu", cpu);
    }

    private void probe(long end) {
        try (Connection connection = new Connection(broker.url(), "probe")) {
            connection.connect(null, null);
            while (System.nanoTime() < end) {
                connection.publish(Arrivals.PROBE, Long.toString(System.nanoTime()).getBytes(US_ASCII), false);
                Thread.sleep(PROBE_PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String name, double value) {
        System.out.printf(Locale.ROOT, "%s %.0f%n", name, value);
    }

    /** Clock ticks that mosquitto has taken. */
    private long ticks() {
        String stat = proc("stat").getFirst();
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private long rss() {
        return proc("status").stream().filter(line -> line.startsWith("VmRSS:")).findFirst()
                .map(line -> Long.parseLong(line.replaceAll("\\D", ""))).orElseThrow();
    }

    private List<String> proc(String file) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(broker.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
