package dev.dogwatch.os;

import static dev.dogwatch.libc.Edge.libc;

/**
 * getopt(3) as runit's programs know it: one-letter options, bundled or not, an argument behind the letter or in the
 * next word; a word that begins with {@code --}, which is passed over, and the first word that is no option end them.
 */
public final class Options {
    /** What {@link #next} gives when there is no option any more. */
    public static final int END = -1;

    private final Arguments arguments;
    private final String letters;
    private int word = 1;
    private int at;
    private long argument;

    /** {@code letters}: the options; a colon behind one says that it takes an argument. */
    public Options(Arguments arguments, String letters) {
        this.arguments = arguments;
        this.letters = letters;
    }

    /** The next option's letter, {@link #END}, or '?' after a complaint on stderr. */
    public int next() {
        if (at == 0) {
            long text = arguments.get(word);
            if (text == 0 || libc.getByte(text) != '-' || libc.getByte(text + 1) == 0) {
                return END;
            }
            if (libc.getByte(text + 1) == '-') {
                word++;
                return END;
            }
            at = 1;
        }
        long text = arguments.get(word);
        int letter = libc.getByte(text + at++);
        int known = letter == ':' || letter < 0 ? -1 : letters.indexOf(letter);
        boolean last = libc.getByte(text + at) == 0;
        if (known < 0) {
            finishWord(last);
            return complain(": illegal option -- ", letter);
        }
        if (known + 1 < letters.length() && letters.charAt(known + 1) == ':') {
            argument = last ? arguments.get(word + 1) : text + at;
            word += last ? 2 : 1;
            at = 0;
            if (argument == 0) {
                return complain(": option requires an argument -- ", letter);
            }
            return letter;
        }
        finishWord(last);
        return letter;
    }

    /** The argument of the option that {@link #next} gave last. */
    public long argument() {
        return argument;
    }

    /** What follows the options. */
    public Arguments rest() {
        return arguments.from(Math.min(word, arguments.count()));
    }

    private void finishWord(boolean last) {
        if (last) {
            word++;
            at = 0;
        }
    }

    private int complain(String text, int letter) {
        new Bytes(64).putCString(CString.lastPart(arguments.name())).put(text).putByte(letter).put("\n").flushTo(2);
        return '?';
    }
}
