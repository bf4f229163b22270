package dev.dogwatch.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dogwatch.qemu.guest.Guest;
import dev.dogwatch.qemu.guest.Image;
import dev.dogwatch.qemu.guest.Moment;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Tap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The telemetry bridge as a service of the board, in its own JVM, and a real broker on the host, which the guest reaches through its network. */
class TelemetryTest {

    private static final String BOARD = "qemu-virt-aarch64-telemetry";

    /** What a board can spare for it, in KB. */
    private static final int MOST_MEMORY = 45 * 1024;
    private static final int MOST_FLASH = 60 * 1024;

    /** Long enough for compiled methods, and for what is cached, to be there. */
    private static final Duration SETTLING = Duration.ofSeconds(25);

    @TempDir
    Path directory;

    private static Guest.Plan board(String name, Broker broker) {
        Guest.Plan plan = Guest.named(name).image(Image.of(BOARD));
        plan.overlay().service("victim", "exec sleep 100000")
                .file("/etc/sv/flaky/down", "")
                .file("/etc/dogwatch/telemetry.properties", "mqtt.url = tcp://10.0.2.2:" + broker.port() + "\nmqtt.retry-max = 2\nsite = test\nnode = " + name + "\n");
        return plan;
    }

    @Test
    void tellsOfTheBoardItsServicesAndItsEnd() {
        try (Broker broker = Broker.open(directory).start(); Tap tap = Tap.on(broker.url())) {
            try (Guest guest = Boards.boot(board("telemetry", broker))) {
                tap.await("/telemetry/status", "\"online\":true");
                JsonNode birth = json(tap.await("/telemetry/birth", "\"cause\":\"unknown\"").text());
                assertTrue(birth.path("board").asText().startsWith(BOARD + ": "), birth.toString());
                assertEquals("aarch64", birth.path("arch").asText());
                tap.await("/svc/victim/state", "\"state\":\"run\"");
                guest.sh("kill -9 $(cat /etc/service/victim/supervise/pid)");
                tap.await("/svc/victim/event", "\"signal\":9");
                tap.await("/svc/victim/state", "\"deaths\":1");
                guest.sh("sv down victim");
                tap.await("/svc/victim/event", "\"want\":\"down\"");
                tap.await("/svc/victim/state", "\"state\":\"down\"");
                tap.clear();
                guest.sh("sv up victim");
                tap.await("/svc/victim/state", "\"state\":\"run\"");
                assertTrue(tap.on(topic -> topic.endsWith("/status")).isEmpty(), "it was online all the time");

                guest.staysUp(SETTLING);
                isSmall(guest);
                tap.clear();
            } // QEMU is killed here.
            Tap.Message will = tap.await("/telemetry/status", "\"online\":false");
            assertFalse(json(will.text()).has("reason"), will.toString());
        }
    }

    private static void isSmall(Guest guest) {
        int memory = Integer.parseInt(guest.sh("sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$(pidof java)/status").strip());
        // What is read of a file system in memory takes as much there.
        int flash = Integer.parseInt(guest.sh("du -sk /usr/lib/dogwatch/telemetry | cut -f1").strip());
        System.out.println(guest + ": the bridge takes " + memory + " KB of memory at most, and " + flash + " KB of flash");
        assertTrue(memory > 0 && memory <= MOST_MEMORY, () -> memory + " KB of memory");
        assertTrue(flash > 0 && flash <= MOST_FLASH, () -> flash + " KB of flash");
    }

    @Test
    void appearsWhenTheNetworkAndTheBrokerCome() {
        try (Broker broker = Broker.open(directory)) {
            Guest.Plan plan = board("telemetry-alone", broker);
            plan.overlay().file("/etc/sv/network/down", "");
            try (Guest guest = Boards.boot(plan)) {
                guest.awaitSh("grep 'trying again' /var/log/telemetry/current");
                guest.sh("kill -9 $(cat /etc/service/victim/supervise/pid)");
                guest.sh("sv up network");
                guest.awaitSh("ip route | grep default");
                broker.start();
                try (Tap tap = Tap.on(broker.url())) {
                    tap.await("/telemetry-alone/birth", "\"services\"");
                    tap.await("/svc/victim/state", "\"deaths\":1");
                }
            }
        }
    }

    /** The figures are for people and tools/bench (ms, a line each); the limit is for a machine with much else to do. */
    @Test
    void tellsOfADeathSoon() throws IOException {
        int deaths = Integer.getInteger("dogwatch.deaths", 12);
        List<Long> times = new ArrayList<>();
        try (Broker broker = Broker.open(directory).start(); Tap tap = Tap.on(broker.url()); Guest guest = Boards.boot(board("telemetry-latency", broker))) {
            tap.await("/svc/victim/state", "\"state\":\"run\"");
            for (int death = 1; death <= deaths; death++) {
                // One that dies sooner than after a second is held back.
                guest.staysUp(Duration.ofSeconds(1));
                Moment struck = guest.strike("kill -9 $(cat /etc/service/victim/supervise/pid)");
                Tap.Message message = tap.await("/svc/victim/event", "\"deaths\":" + death + ",");
                times.add(struck.atMostUntil(arrival(message)).toMillis());
            }
        }
        String file = System.getProperty("dogwatch.deaths.times", "");
        if (!file.isEmpty()) {
            Files.write(Path.of(file), times.stream().map(Object::toString).toList());
        }
        times.sort(null);
        System.out.println("telemetry: " + deaths + " deaths -> message at a subscriber of the host: median " + at(times, 0.5) + " ms, 99th percentile "
                + at(times, 0.99) + " ms, at most " + times.getLast() + " ms");
        assertTrue(at(times, 0.5) <= 1000, times.toString());
    }

    private static long at(List<Long> sorted, double part) {
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }

    private static Instant arrival(Tap.Message message) {
        return Instant.now().minusNanos(System.nanoTime() - message.at());
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
