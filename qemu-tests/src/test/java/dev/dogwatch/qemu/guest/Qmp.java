package dev.dogwatch.qemu.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * A client of QEMU's monitor protocol over a unix socket: commands with their answers, and all events with QEMU's own time.
 * A thread of its own reads; every method may be called from any thread.
 */
public final class Qmp implements AutoCloseable {

    /**
     * What QEMU told by itself.
     *
     * @param name WATCHDOG, RESET, SHUTDOWN, POWERDOWN ...
     * @param at when it happened, by the clock of the host
     * @param data what belongs to it, a missing node if nothing does
     */
    public record Event(String name, Instant at, JsonNode data) {

        /** Why the machine was reset or powered off, in QEMU's words: guest-reset, host-qmp-system-reset ...; empty for other events. */
        public String reason() {
            return data.path("reason").asText();
        }

        @Override
        public String toString() {
            return name + " " + at + " " + data;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Map<Integer, JsonNode> answers = new ConcurrentHashMap<>();
    private volatile boolean greeted;
    private volatile boolean ended;
    private int asked;

    private Qmp(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects as soon as QEMU listens, and enters command mode.
     *
     * @param alive whether QEMU still runs; when it does not, there is nothing to wait for
     */
    static Qmp connect(Path socket, BooleanSupplier alive) {
        SocketChannel channel = Await.answer(Await.LIMIT, () -> "QEMU to listen at " + socket, () -> {
            if (!alive.getAsBoolean()) {
                throw new AssertionError("QEMU ended before it listened at " + socket + "; its stderr says why");
            }
            return tryConnect(socket);
        });
        Qmp qmp = new Qmp(channel);
        Thread.ofVirtual().name("qmp " + socket).start(qmp::read);
        Await.answer(Await.LIMIT, () -> "QEMU's greeting", () -> qmp.greeted ? true : null);
        qmp.execute("qmp_capabilities");
        return qmp;
    }

    private static SocketChannel tryConnect(Path socket) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            close(channel); // Not there yet, or not listening yet.
            return null;
        }
    }

    /** Executes a command without arguments and returns what it returns; an error is a failure of the test. */
    public JsonNode execute(String command) {
        return execute(command, Map.of());
    }

    /** Executes a command and returns what it returns; an error is a failure of the test. */
    public synchronized JsonNode execute(String command, Map<String, ?> arguments) {
        int id = ++asked;
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("execute", command);
        request.put("id", id);
        if (!arguments.isEmpty()) {
            request.put("arguments", arguments);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot ask QEMU to " + command, e);
        }
        JsonNode answer = Await.answer(Await.LIMIT, () -> "QEMU's answer to " + command, () -> {
            JsonNode here = answers.remove(id);
            if (here == null && ended) {
                throw new AssertionError("QEMU ended before it answered to " + command);
            }
            return here;
        });
        if (answer.has("error")) {
            throw new AssertionError("QEMU refuses to " + command + ": " + answer.path("error").path("desc").asText());
        }
        return answer.path("return");
    }

    /** All events so far, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** How many events there were; {@link #awaitEvent} looks from such a place on. */
    public int mark() {
        return events.size();
    }

    /** The first event of one of these names at or behind the mark. */
    public Event awaitEvent(int mark, Duration limit, String... names) {
        Set<String> wanted = Set.of(names);
        return Await.answer(limit, () -> "an event of " + wanted + "; there were " + events,
                () -> events.stream().skip(mark).filter(event -> wanted.contains(event.name())).findFirst().orElse(null));
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(JSON.readTree(line));
            }
        } catch (ClosedChannelException e) {
            // By close().
        } catch (IOException e) {
            // QEMU was killed; whoever waits for an answer is told.
        } finally {
            ended = true;
        }
    }

    private void take(JsonNode message) {
        if (message.has("event")) {
            JsonNode time = message.path("timestamp");
            Instant at = Instant.ofEpochSecond(time.path("seconds").asLong(), time.path("microseconds").asLong() * 1000);
            events.add(new Event(message.path("event").asText(), at, message.path("data")));
        } else if (message.has("QMP")) {
            greeted = true;
        } else {
            answers.put(message.path("id").asInt(), message);
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was to be said any more.
        }
    }
}
