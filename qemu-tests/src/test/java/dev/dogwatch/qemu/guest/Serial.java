package dev.dogwatch.qemu.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The serial console of a guest over a unix socket on which we listen and QEMU connects, before the guest runs, so that no line of the boot
 * is lost. All that was said is kept, in memory and in a file. A thread of its own reads; every method may be called from any thread.
 */
public final class Serial implements AutoCloseable {

    private static final int TOLD_ON_FAILURE = 40;

    private final ServerSocketChannel listener;
    private final Path log;
    private final StringBuilder said = new StringBuilder();
    private volatile SocketChannel channel;

    /** Listens at the socket, which is made; the log too. */
    Serial(Path socket, Path log) {
        this.log = log;
        try {
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + socket, e);
        }
        Thread.ofVirtual().name("serial " + socket).start(this::read);
    }

    /** How much was said so far; {@link #awaitText} looks from such a place on. */
    public int mark() {
        synchronized (said) {
            return said.length();
        }
    }

    /** What was said from a place on, without the carriage returns of the terminal. */
    public String textFrom(int mark) {
        synchronized (said) {
            return said.substring(mark).replace("\r", "");
        }
    }

    public String text() {
        return textFrom(0);
    }

    /** How often this was said so far; lines are told apart by MULTILINE. */
    public long count(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE).matcher(text()).results().count();
    }

    /** Waits until this is said, at the mark or later. Carriage returns are part of the text here. */
    public Heard awaitText(int mark, String regex, Duration limit) {
        Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher("");
        return Await.answer(limit, () -> "/" + regex + "/ on the console. " + lastWords(), () -> {
            synchronized (said) {
                // A copy: the text grows under the eyes of a matcher.
                matcher.reset(said.substring(mark));
                return matcher.find() ? new Heard(matcher.toMatchResult(), mark + matcher.end(), Instant.now()) : null;
            }
        });
    }

    /**
     * A text that came.
     *
     * @param match what matched
     * @param end the place behind it
     * @param at when it was noticed, by the clock of the host
     */
    public record Heard(MatchResult match, int end, Instant at) {

        public String group(int n) {
            return match.group(n);
        }
    }

    /** For the message of a failure: the last lines, and where all of them are. */
    public String lastWords() {
        String[] lines = text().split("\n");
        StringBuilder words = new StringBuilder("The last lines of " + log + ":");
        for (int i = Math.max(0, lines.length - TOLD_ON_FAILURE); i < lines.length; i++) {
            words.append("\n  | ").append(lines[i]);
        }
        return words.toString();
    }

    /** Types this, which ends with a newline if it is a command. */
    public void type(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            SocketChannel here = Await.answer(Await.LIMIT, () -> "QEMU to connect its serial port", () -> channel);
            while (bytes.hasRemaining()) {
                here.write(bytes);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot type on the console of the guest. " + lastWords(), e);
        }
    }

    private void read() {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        try (SeekableByteChannel copy = Files.newByteChannel(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING); SocketChannel here = listener.accept()) {
            channel = here;
            while (here.read(bytes) >= 0) {
                bytes.flip();
                synchronized (said) {
                    // Byte by byte: a guest that is being broken need not speak UTF-8.
                    said.append(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()));
                }
                copy.write(bytes);
                bytes.clear();
            }
        } catch (IOException e) {
            // QEMU has ended, or close() was called; who waits for a text tells what came last.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was to be said any more.
        }
    }
}
