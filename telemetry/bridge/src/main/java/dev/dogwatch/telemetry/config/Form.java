package dev.dogwatch.telemetry.config;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a value may be.
 *
 * @param allowed the same for people
 */
record Form(String allowed, Predicate<String> admits) {
    static final Form TEXT = new Form("some text without control characters",
            text -> !text.isBlank() && text.chars().noneMatch(Character::isISOControl));
    static final Form PATH = matching("an absolute path", "/[^\\p{Cntrl}]*");
    static final Form URL = new Form("tcp://HOST[:PORT] or ssl://HOST[:PORT], an IPv6 address in brackets", Form::isUrl);

    static final Form FLAG = matching("true or false", "true|false");
    static final Form VERBS = new Form("some of up, down, restart, check, with commas between them",
            text -> Arrays.stream(text.split(",", -1)).map(String::strip).allMatch(List.of("up", "down", "restart", "check")::contains));
    static final Form PATTERNS = new Form("names of services, or patterns of * and ?, with commas between them",
            text -> Arrays.stream(text.split(",", -1)).map(String::strip).noneMatch(String::isEmpty)
                    && text.chars().noneMatch(Character::isISOControl));

    static final Form TOPIC = matching("a topic: levels without + and #, with slashes between them", "[^/+#\\p{Cntrl}]+(/[^/+#\\p{Cntrl}]+)*");

    static Form matching(String allowed, String regex) {
        return new Form(allowed, Pattern.compile(regex).asMatchPredicate());
    }

    static Form number(long least, long most, String unit) {
        return new Form("a number of " + unit + " from " + least + " to " + most,
                text -> text.matches("[0-9]{1,9}") && Long.parseLong(text) >= least && Long.parseLong(text) <= most);
    }

    private static boolean isUrl(String text) {
        var parts = Pattern.compile("(?:tcp|ssl)://(?:[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.%a-z]+])(?::([0-9]{1,5}))?").matcher(text);
        if (!parts.matches()) {
            return false;
        }
        int port = parts.group(1) == null ? 1 : Integer.parseInt(parts.group(1));
        return port >= 1 && port <= 65535;
    }
}
