package dev.dogwatch.board.image;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a value may look like: a test, and in words what passes it (for messages and for the documentation). */
record Form(String allowed, Predicate<String> test) {
    static final Form TEXT = new Form("one line of text without control characters",
            value -> !value.isBlank() && value.chars().noneMatch(Character::isISOControl));
    static final Form FLAG = oneOf("yes", "no");
    static final Form PATH = matching("an absolute path without blanks", "/[!-~]+");
    static final Form NAMES = matching("names separated by blanks", "[A-Za-z0-9_][A-Za-z0-9_.+-]*( +[A-Za-z0-9_][A-Za-z0-9_.+-]*)*");
    static final Form WORDS = matching("words separated by blanks, without quotes", "[!-&(-~]+( +[!-&(-~]+)*");

    boolean admits(String value) {
        return test.test(value);
    }

    static Form oneOf(String... words) {
        List<String> all = List.of(words);
        return new Form(String.join(" or ", all), all::contains);
    }

    /** Numbers from least to most, both included, without sign or leading zeros. */
    static Form number(int least, int most, String unit) {
        return new Form("a whole number of " + unit + " from " + least + " to " + most,
                value -> value.matches("0|[1-9][0-9]{0,8}") && inside(value, least, most));
    }

    static Form matching(String allowed, String expression) {
        return new Form(allowed, Pattern.compile(expression).asMatchPredicate());
    }

    private static boolean inside(String value, int least, int most) {
        int number = Integer.parseInt(value);
        return number >= least && number <= most;
    }
}
