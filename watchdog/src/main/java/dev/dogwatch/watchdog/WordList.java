package dev.dogwatch.watchdog;

import static dev.dogwatch.libc.Edge.libc;

/** Words in one literal, a space behind each: less of the program than a literal for each. */
final class WordList {
    /** There is no such word. */
    static final int NONE = -1;

    private WordList() {
    }

    /** Which of the words the first {@code n} bytes at the address are, from 0 on. */
    static int index(String words, long text, int n) {
        int index = 0;
        int start = 0;
        for (int i = 0; i < words.length(); i++) {
            if (words.charAt(i) == ' ') {
                if (i - start == n && matches(words, start, text, n)) {
                    return index;
                }
                index++;
                start = i + 1;
            }
        }
        return NONE;
    }

    private static boolean matches(String words, int start, long text, int n) {
        int i = 0;
        while (i < n && libc.getByte(text + i) == words.charAt(start + i)) {
            i++;
        }
        return i == n;
    }
}
