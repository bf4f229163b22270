package dev.dogwatch.service;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.BootId;
import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;

/**
 * supervise/counters: what the 20 bytes of the status cannot say (docs/observing.md has every line). Text of
 * {@link #SIZE} bytes, a {@code KEY VALUE} a line, numbers in decimal; times in ns, of CLOCK_MONOTONIC and, where the
 * key ends in {@code -wall}, since 1970.
 *
 * <p>It is written in place by one pwrite(2), so that it takes no new block of a full disk and no rename that wears
 * flash. The first and the last line carry the same number, another one each time: who finds two numbers has read
 * while it was written, and reads again.
 *
 * <p>Any bytes can be read; nothing in them makes a reader fail.
 */
public final class Counters {
    /** Bytes of the file. */
    public static final int SIZE = 640;
    /** Bytes of {@link #text} that are kept. */
    public static final int TEXT_SIZE = 120;

    /** In place of an exit code or a signal: there was none. */
    public static final int NONE = -1;

    private static final int LONGEST_KEY = 16;

    /** Starts of ./run since the boot. */
    public long starts;
    /** Ends of ./run since the boot. */
    public long deaths;
    /** How often a service was killed because it did not send its keepalive in time. */
    public long expiries;
    /** The exit code of the last ./run that ended, {@link #NONE} when a signal ended it or none has ended. */
    public int lastExit = NONE;
    /** The signal that ended the last ./run, {@link #NONE} when it exited or none has ended. */
    public int lastSignal = NONE;
    /** The last start, 0 for never. */
    public long started;
    public long startedWall;
    /** The last end, 0 for never. */
    public long died;
    public long diedWall;
    /** Since when the living ./run is ready, 0 when it is not or does not tell. */
    public long ready;
    public long readyWall;
    /** When the state began that the status shows. */
    public long since;
    public long sinceWall;
    /** Whether it is not started again because it died too often or its finish said so. */
    public boolean gaveUp;
    /** The address of {@link BootId#SIZE} characters; 0: unknown. */
    public long boot;
    /** The address of the last STATUS= of the service, {@link #textLength} bytes without control characters. */
    public long text;
    public int textLength;

    private long generation;

    /** As before the first start. What is not counted, {@link #boot} and {@link #text}, stays. */
    public void forget() {
        starts = 0;
        deaths = 0;
        expiries = 0;
        lastExit = NONE;
        lastSignal = NONE;
        started = 0;
        startedWall = 0;
        died = 0;
        diedWall = 0;
        ready = 0;
        readyWall = 0;
        since = 0;
        sinceWall = 0;
        gaveUp = false;
    }

    /** Puts the whole file into {@code out}; each time is another generation. */
    public void format(Bytes out) {
        generation++;
        line(out.clear(), "counters ", generation);
        out.put("boot ");
        if (boot != 0) {
            out.putMemory(boot, BootId.SIZE);
        }
        out.put("\n");
        line(out, "starts ", starts);
        line(out, "deaths ", deaths);
        line(out, "expiries ", expiries);
        line(out, "exit ", lastExit);
        line(out, "signal ", lastSignal);
        line(out, "started ", started);
        line(out, "started-wall ", startedWall);
        line(out, "died ", died);
        line(out, "died-wall ", diedWall);
        line(out, "ready ", ready);
        line(out, "ready-wall ", readyWall);
        line(out, "since ", since);
        line(out, "since-wall ", sinceWall);
        line(out, "gave-up ", gaveUp ? 1 : 0);
        out.put("text ").putMemory(text, Math.min(textLength, TEXT_SIZE));
        // What is left of the old content behind a shorter one would be a second last line.
        int last = SIZE - 1 - "\ncounters ".length() - digits(generation);
        while (out.length() < last) {
            out.putByte(' ');
        }
        out.put("\n");
        line(out, "counters ", generation);
    }

    /**
     * Takes over what stands in a file of which {@code n} bytes were read.
     *
     * @return whether it was a whole one; if not, nothing has changed
     */
    public boolean parse(long file, long n) {
        if (n != SIZE || libc.getByte(file + SIZE - 1) != '\n') {
            return false;
        }
        long first = value(file, "counters");
        long last = file + SIZE - 1;
        while (last > file && libc.getByte(last - 1) != '\n') {
            last--;
        }
        if (first == 0 || !CString.beginsWith(last, "counters ") || number(last + "counters ".length()) != number(first)) {
            return false;
        }
        generation = number(first);
        starts = number(value(file, "starts"));
        deaths = number(value(file, "deaths"));
        expiries = number(value(file, "expiries"));
        lastExit = (int) number(value(file, "exit"));
        lastSignal = (int) number(value(file, "signal"));
        started = number(value(file, "started"));
        startedWall = number(value(file, "started-wall"));
        died = number(value(file, "died"));
        diedWall = number(value(file, "died-wall"));
        ready = number(value(file, "ready"));
        readyWall = number(value(file, "ready-wall"));
        since = number(value(file, "since"));
        sinceWall = number(value(file, "since-wall"));
        gaveUp = number(value(file, "gave-up")) != 0;
        boot = value(file, "boot");
        if (boot != 0 && length(boot) != BootId.SIZE) {
            boot = 0;
        }
        text = value(file, "text");
        textLength = text == 0 ? 0 : Math.min(length(text), TEXT_SIZE);
        while (textLength > 0 && libc.getByte(text + textLength - 1) == ' ') {
            textLength--;
        }
        return true;
    }

    private static void line(Bytes out, String key, long value) {
        out.put(key).putNumber(value).put("\n");
    }

    private static int digits(long value) {
        int n = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            n++;
        }
        return n;
    }

    /** Where the value of a key begins in the {@link #SIZE} bytes, which end with a newline; 0 when there is no such line. */
    private static long value(long file, String key) {
        long end = file + SIZE;
        long line = file;
        while (line < end) {
            if (end - line > LONGEST_KEY && CString.beginsWith(line, key) && libc.getByte(line + key.length()) == ' ') {
                return line + key.length() + 1;
            }
            line += length(line) + 1;
        }
        return 0;
    }

    private static int length(long line) {
        int n = 0;
        while (libc.getByte(line + n) != '\n') {
            n++;
        }
        return n;
    }

    private static long number(long at) {
        if (at == 0) {
            return 0;
        }
        boolean negative = libc.getByte(at) == '-';
        long value = 0;
        for (long digit = negative ? at + 1 : at; libc.getByte(digit) >= '0' && libc.getByte(digit) <= '9'; digit++) {
            value = value * 10 + libc.getByte(digit) - '0';
        }
        return negative ? -value : value;
    }
}
