package dev.dogwatch.svlogd;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Clock;
import java.util.Arrays;

/**
 * Cuts blocks of input into lines and hands them to the log directories. A line shorter than the line length is held
 * back until it is whole, since patterns must see all of it; of a longer one the rest is passed on as it comes.
 */
final class LineSplitter {
    private final Settings settings;
    private final LogDirectory[] directories;
    private final Stamp stamp;
    private final int stampLength;
    /** The block begins in the middle of a line whose first bytes have been dealt with. */
    private boolean inLongLine;
    /** The block begins with an incomplete line that was seen before, and then has this stamp. */
    private boolean resumed;
    private long resumedSince;
    /** Those open directories that take lines as they come, and those that look at each. */
    private LogDirectory[] plain = new LogDirectory[0];
    private LogDirectory[] dressing = new LogDirectory[0];

    LineSplitter(Settings settings, LogDirectory[] directories) {
        this.settings = settings;
        this.directories = directories;
        this.stamp = new Stamp(settings.stamps);
        this.stampLength = settings.stamps == 0 ? 0 : Stamp.SIZE;
    }

    /** To be called whenever directories have been opened. */
    void reconsider() {
        plain = open(true);
        dressing = open(false);
    }

    private LogDirectory[] open(boolean isPlain) {
        LogDirectory[] found = new LogDirectory[Math.max(directories.length, 0)];
        int n = 0;
        for (LogDirectory directory : directories) {
            if (directory.isOpen() && directory.isPlain() == isPlain) {
                found[n++] = directory;
            }
        }
        return Arrays.copyOf(found, Math.max(n, 0));
    }

    /** Whether a line has begun to be logged and not ended. */
    boolean isInLongLine() {
        return inLongLine;
    }

    /**
     * Deals with a block. The replacements are made in place.
     *
     * @param oneLine ends with the first line that is complete
     * @return how many bytes are done with; the rest is an incomplete line, or lines after the first
     */
    long split(long address, long n, boolean oneLine, long now) {
        long end = address + n;
        if (oneLine) {
            long newline = libc.memchr(address, '\n', n);
            end = newline == 0 ? end : newline + 1;
        }
        boolean nobodyLooks = dressing.length == 0 && settings.replacements == 0;
        long done = nobodyLooks ? wholeLines(address, end) : eachLine(address, end, now);
        if (done > address) {
            for (LogDirectory directory : plain) {
                directory.putLines(address, done - address, now);
            }
        }
        return done - address;
    }

    /** The end of input: an incomplete line is all that there will ever be of it. */
    void finish(long address, long n, long now) {
        if (n > 0) {
            show();
            line(address, (int) n, false);
        }
        if (n > 0 || inLongLine) {
            for (LogDirectory directory : plain) {
                directory.putLines(address, n, now);
                directory.putNewline(now);
            }
            endLine(now);
        }
        inLongLine = false;
    }

    private long wholeLines(long address, long end) {
        long newline = libc.memrchr(address, '\n', end - address);
        long done = newline == 0 ? address : newline + 1;
        boolean goesOn = newline == 0 && inLongLine;
        if (goesOn || end - done >= settings.lineLength) {
            done = end;
            inLongLine = true;
        } else if (newline != 0) {
            inLongLine = false;
        }
        return done;
    }

    private long eachLine(long address, long end, long now) {
        long at = address;
        if (settings.stamps != 0) {
            show();
        }
        while (at < end) {
            long newline = libc.memchr(at, '\n', end - at);
            long lineEnd = newline == 0 ? end : newline;
            if (inLongLine) {
                goOn(at, lineEnd - at);
            } else if (newline == 0 && end - at < settings.lineLength) {
                break;
            } else {
                int n = (int) Math.min(lineEnd - at, settings.lineLength);
                line(at, n, n == settings.lineLength);
                goOn(at + n, lineEnd - at - n);
            }
            inLongLine = newline == 0;
            if (newline != 0) {
                endLine(now);
            }
            at = lineEnd + (newline == 0 ? 0 : 1);
        }
        if (settings.stamps != 0) {
            remember(at < end);
        }
        return at;
    }

    /** The first line of a block has the time at which its first byte was seen, all others the time of the block. */
    private void show() {
        stamp.show(resumed ? resumedSince : Clock.wall());
    }

    private void remember(boolean incomplete) {
        if (incomplete && !resumed) {
            resumedSince = Clock.wall();
        }
        resumed = incomplete;
    }

    private void line(long address, int n, boolean cut) {
        if (settings.replacements != 0) {
            for (long at = address; at < address + n; at++) {
                libc.putByte(at, libc.getByte(settings.replacements + (libc.getByte(at) & 0xff)));
            }
        }
        for (LogDirectory directory : dressing) {
            directory.beginLine(stamp.address(), stampLength, address, n, cut);
        }
    }

    private void goOn(long address, long n) {
        if (n > 0) {
            for (LogDirectory directory : dressing) {
                directory.continueLine(address, n);
            }
        }
    }

    private void endLine(long now) {
        for (LogDirectory directory : dressing) {
            directory.endLine(now);
        }
        if (resumed) {
            resumed = false;
            stamp.show(Clock.wall());
        }
    }
}
