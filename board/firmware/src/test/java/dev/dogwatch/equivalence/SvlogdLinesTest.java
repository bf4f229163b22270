package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a line on its way from standard input to the file. */
@EndToEnd
class SvlogdLinesTest {

    private static final String LONG = "$(printf %0100d 7)";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "nothing                        |                     | printf ''",
        "one line                       |                     | echo one",
        "empty lines                    |                     | printf '\\n\\n\\n'",
        "blanks                         |                     | printf ' a \\n\\tb\\t\\n'",
        "control and high bytes         |                     | printf 'a\\000b\\001\\033\\377\\n'",
        "replaced bytes                 | -r .                | printf 'a\\000b\\t\\001\\033\\177\\200\\377~ \\n'",
        "replaced characters            | -R abc              | echo aabbccddAA",
        "replaced with another          | -R abc -r X         | echo aabbccdd",
        "the last -r counts             | -r X -R abc         | echo aabbccdd",
        "a line as long as it may be    | -l 10 -b 20         | echo 1234567890",
        "a line one longer              | -l 10 -b 20         | echo 12345678901",
        "a line one shorter             | -l 10 -b 20         | echo 123456789",
        "a line far too long            | -l 10 -b 20         | echo " + LONG,
        "replaced only to the length    | -l 5 -b 6 -r X      | printf '\\001\\001\\001\\001\\001\\001\\001\\n'",
        "lines of one byte              | -l 1 -b 2           | printf 'a\\nbc\\n\\nd\\n'",
        "TAI64N                         | -t                  | printf 'a\\nb\\n\\n'",
        "UTC                            | -tt                 | printf 'a\\nb\\n\\n'",
        "ISO 8601                       | -ttt                | printf 'a\\nb\\n\\n'",
        "stamps and long lines          | -tt -l 10 -b 20     | echo " + LONG + "; echo " + LONG,
        "stamps and replacements        | -t -r ~ -R o        | printf 'foo\\001\\n'",
        "many lines                     |                     | seq 1 5000",
        "many stamped lines             | -ttt                | seq 1 300",
        "lines that are as long as blocks |                   | head -c 65535 /dev/zero | tr '\\000' x; echo; head -c 65536 /dev/zero | tr '\\000' y; echo",
        "a very long line               |                     | head -c 300000 /dev/zero | tr '\\000' x; echo",
        "a very long stamped line       | -tt                 | head -c 300000 /dev/zero | tr '\\000' x; echo",
        "a long line without its end    | -l 10 -b 20         | printf " + LONG,
        "a line that comes in parts     |                     | printf a; sleep 0.1; printf b; sleep 0.3; echo c",
        "a long line that comes in parts | -l 3 -b 4          | printf ab; sleep 0.1; printf cd; sleep 0.3; echo e",
    })
    void theFileHasIt(String what, String options, String input) {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Logs.run(scene, "{ " + input + "; } | svlogd " + (options == null ? "" : options) + " log");
            Logs.show(scene, "log");
        }).agree().says("= 0", "= 0");
    }

    @Test
    void whatAFileSaysIsLoggedAsWhatAPipeSays() {
        onBoth(scene -> {
            scene.arrange("mkdir log; seq 1 30000 >in; svlogd log <in; cat log/@* log/current 2>/dev/null | cmp - in");
            Logs.show(scene, "log");
        }).agree().says("= 0");
    }

    @ParameterizedTest(name = "svlogd {0}")
    @ValueSource(strings = {"", "-tt", "-r ."})
    void anIncompleteLastLineIsKept(String options) {
        onBoth(scene -> {
            scene.arrange("mkdir log");
            Logs.run(scene, "printf 'whole\\nnot whole' | svlogd " + options + " log");
            scene.run(scene.shell("sed 's/.* \\(not\\)/\\1/' log/current").named("log"));
        }).differ("an incomplete last line that is shorter than the line length is lost",
                runit -> runit.neverSays("not whole"),
                ours -> ours.says("not whole"));
    }

    @Test
    void severalDirectoriesGetTheSame() {
        onBoth(scene -> {
            scene.arrange("mkdir a b c; echo pc: >c/config; echo -1 >b/config");
            Logs.run(scene, "seq 1 12 | svlogd a b c a");
            for (String log : new String[] {"a", "b", "c"}) {
                Logs.show(scene, log);
            }
        }).agree().says("svlogd: warning: unable to lock directory: a: temporary failure", "c:12");
    }

    @Test
    void itTellsWhatItDoes() {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo s1000 >log/config");
            Logs.run(scene, "seq 1 500 | svlogd -v -l 100 log");
            Logs.run(scene, "echo 501 | svlogd -v log");
        }).agree().says("svlogd: info: read: log/config", "svlogd: info: new: log/current",
                "svlogd: info: rename: log/current @LABEL.s 900", "svlogd: info: close: log", "= 0",
                "svlogd: info: append: log/current");
    }
}
