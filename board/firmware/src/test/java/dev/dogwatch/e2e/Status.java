package dev.dogwatch.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/**
 * The 20 bytes of {@code supervise/status}.
 *
 * @param stamp when ./run started, or when it went down
 * @param pid 0 for none
 * @param paused byte 16
 * @param want byte 17, {@code u} or {@code d}
 * @param term byte 18, whether TERM was sent
 * @param state byte 19: 0 down, 1 run, 2 finish
 */
public record Status(Instant stamp, int pid, int paused, char want, int term, int state) {

    public static final int SIZE = 20;
    /** With flags, and the stamp of the moment when it became ready, behind. */
    public static final int EXTENDED_SIZE = 33;

    /** TAI64 counts from 2^62 seconds before 1970, and runit is 10 seconds ahead of UTC, as TAI was then. */
    private static final long TAI_OF_UNIX_EPOCH = 4611686018427387914L;

    private static final String[] STATES = {"down", "run", "finish"};

    /** Reads the bytes of a file that must hold exactly these, or flags behind them. */
    public static Status parse(byte[] bytes) {
        if (bytes.length != SIZE && bytes.length != EXTENDED_SIZE) {
            throw new AssertionError("a status of " + bytes.length + " bytes");
        }
        ByteBuffer stamp = ByteBuffer.wrap(bytes, 0, 12);
        Instant when = Instant.ofEpochSecond(stamp.getLong() - TAI_OF_UNIX_EPOCH, stamp.getInt());
        int pid = ByteBuffer.wrap(bytes, 12, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return new Status(when, pid, bytes[16], (char) bytes[17], bytes[18], bytes[19]);
    }

    /** A status to put before sv when no runsv wrote one. */
    public static Status of(int state, int pid, char want) {
        return new Status(Instant.now(), pid, 0, want, 0, state);
    }

    public Status withStamp(Instant other) {
        return new Status(other, pid, paused, want, term, state);
    }

    public Status withPaused(int other) {
        return new Status(stamp, pid, other, want, term, state);
    }

    public Status withTerm(int other) {
        return new Status(stamp, pid, paused, want, other, state);
    }

    /** The bytes as runsv would write them. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(SIZE);
        bytes.writeBytes(ByteBuffer.allocate(12).putLong(stamp.getEpochSecond() + TAI_OF_UNIX_EPOCH).putInt(stamp.getNano()).array());
        bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(pid).array());
        bytes.write(paused);
        bytes.write(want);
        bytes.write(term);
        bytes.write(state);
        return bytes.toByteArray();
    }

    /** Whether {@code supervise/stat} says the same in words. The want is told only while there is something to take down. */
    boolean agreesWith(String stat) {
        String words = STATES[state] + (paused == 0 ? "" : ", paused") + (term == 0 ? "" : ", got TERM");
        return state == 0 || want == 'u'
                ? stat.equals(words)
                : stat.equals(words + ", want down") || stat.equals(words + ", want exit");
    }

    @Override
    public String toString() {
        return "state " + state + ", pid " + (pid == 0 ? "none" : "PID") + ", paused " + paused + ", want " + want + ", term " + term;
    }
}
