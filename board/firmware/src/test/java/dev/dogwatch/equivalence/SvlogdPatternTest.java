package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns against lines: a directory for each pattern, and every line to all of them. */
@EndToEnd
class SvlogdPatternTest {

    private static final String[] LINES = {
        "", "a", "b", "ab", "ba", "aa", "aab", "abb", "abab", "aXb", "aXbYb", "a*b", "a+b", "*", "+", "**", "a b", " ab", "ab ",
        "aaa", "aaaa", "xaab", "axab", "a.b", "abc", "abcabc", "+a", "a+", "*a", "a*", "*+a", "\\001", "-a", "ea",
    };

    @ParameterizedTest(name = "/{0}/")
    @ValueSource(strings = {
        "", "a", "ab", "*", "a*", "*b", "a*b", "*a*", "*a*b*", "a*b*b", "**", "***", "a**b", "*ab", "*b*b",
        "+a", "+ab", "+a+b", "a+b", "a+bc", "+a*", "*+a", "*+a*", "+**", "a b", " *", "* ", ".", "a.b", "+aa", "++", "+++", "*+", "-a", "e*",
    })
    void itMatchesTheSameLines(String pattern) {
        onBoth(scene -> {
            scene.arrange("mkdir log && printf '%s\\n' '-*' '+" + pattern + "' >log/config");
            scene.arrange("{ " + lines() + " } | svlogd -R Z log");
            Logs.show(scene, "log");
        }).agree().says("= 0");
    }

    /** Before each line a long one without a character of a pattern: C runit looks at what the line before left behind. */
    private static String lines() {
        StringBuilder shell = new StringBuilder();
        for (String line : LINES) {
            shell.append("printf '%s\\n%b\\n' ZZZZZZZZZZZZZZZZ '").append(line).append("'; ");
        }
        return shell.toString();
    }

    @Test
    void onlyTheFirstBytesOfALongLineCount() {
        onBoth(scene -> {
            scene.arrange("mkdir log && printf '%s\\n' '-*' '+12345' '+*9' >log/config");
            scene.arrange("printf '%s\\n' 12345 123456789 1234 99999 1239 12349 | svlogd -l 5 -b 6 log");
            Logs.show(scene, "log");
        }).agree().says("12345", "123456789", "1239", "12349");
    }

    @Test
    void replacementsAreMadeBeforePatternsAreLookedAt() {
        onBoth(scene -> {
            scene.arrange("mkdir log && printf '%s\\n' '-*' '+a_b' >log/config");
            scene.arrange("printf 'a\\001b\\na b\\naxb\\n' | svlogd -R x log");
            Logs.show(scene, "log");
        }).agree().says("a_b", "a_b");
    }

    @Test
    void aPlusAtTheEndOfALineDoesNotMatchWhatTheLineBeforeLeftBehind() {
        onBoth(scene -> {
            scene.arrange("mkdir log && printf '%s\\n' '-*' '+a+b' >log/config");
            scene.arrange("printf 'xb\\na\\n' | svlogd log");
            noteContent(scene);
        }).differ("a pattern's + looks behind the end of the line, where the line before still is",
                runit -> runit.says("a"),
                ours -> ours.neverSays("\na\n"));
    }

    private static void noteContent(Scene scene) {
        scene.note("log:\n" + scene.read(scene.root().resolve("log/current")));
    }
}
