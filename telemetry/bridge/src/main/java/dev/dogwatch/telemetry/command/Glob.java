package dev.dogwatch.telemetry.command;

/**
 * A name, or a pattern of names: {@code *} is any characters, {@code ?} is one, but neither is a slash, so that a log
 * service is allowed only by a pattern that says so.
 */
public record Glob(String pattern) {

    boolean matches(String name) {
        int at = 0;
        int star = -1;
        int starName = 0;
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starName = i;
            } else if (at < pattern.length() && (pattern.charAt(at) == c || pattern.charAt(at) == '?' && c != '/')) {
                at++;
                i++;
            } else if (star >= 0 && name.charAt(starName) != '/') {
                // The last star takes one more.
                at = star + 1;
                i = ++starName;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
