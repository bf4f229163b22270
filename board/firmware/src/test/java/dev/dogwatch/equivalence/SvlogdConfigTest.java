package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each letter of the config file; the datagrams of u and U are in {@link SvlogdUdpTest}. */
@EndToEnd
class SvlogdConfigTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "nothing                      | ''",
        "comments                     | # s1\\n#n1\\n",
        "empty lines                  | \\n\\ns1100\\n\\n",
        "s                            | s1100\\n",
        "s with a unit                | s2k\\n",
        "s without rotation           | s0\\n",
        "s without a newline          | s1100",
        "s, smaller than a line       | s100\\n",
        "s, exactly a line length     | s200\\n",
        "the last s counts            | s1100\\ns3k\\n",
        "n                            | s1100\\nn2\\n",
        "n0 keeps all                 | s300\\nn0\\n",
        "n of more than there are     | s1100\\nn100\\n",
        "N alone                      | s1100\\nN2\\n",
        "p                            | pprefix: \\n",
        "p that counts for the size   | pprefix: \\ns1100\\n",
        "an empty p changes nothing   | pa\\np\\n",
        "p with odd bytes             | p\\001\\377 \\n",
        "-                            | -1*\\n",
        "+                            | -*\\n+1*\\n",
        "the last match wins          | -*\\n+1*\\n-12*\\n+123\\n",
        "e                            | e12*\\n",
        "E                            | e1*\\nE12*\\n",
        "e what is not logged         | -*\\ne12*\\n",
        "e with a prefix              | pP:\\ne12*\\n",
        "letters in any order         | e5\\nn3\\n-2*\\npQ\\ns1100\\n",
        "a single byte at the end     | -*\\n+1*\\n+",
        "a NUL in a pattern           | -2*\\000+1*\\n",
        "a NUL ends a prefix          | pab\\000cd\\n",
    })
    void itIsUnderstood(String what, String config) {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf -- '" + config + "' >log/config");
            Logs.run(scene, "seq 1 1000 | svlogd -l 200 -b 300 log");
            Logs.show(scene, "log");
        }).agree().says("= 0", "= 0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "x1\\n    | unknown setting in config: log/config, line 1: x1",
        "Z s1000\\n | unknown setting in config: log/config, line 1: Z s1000",
        "\\nszehn\\n | bad number in config: log/config, line 2: szehn",
        "s10g\\n   | bad number in config: log/config, line 1: s10g",
        "n\\n     | bad number in config: log/config, line 1: n",
        "t5d\\n    | bad number in config: log/config, line 1: t5d",
    })
    void aSlipIsTold(String config, String complaint) {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf -- '" + config + "' >log/config");
            Logs.run(scene, "echo line | svlogd log");
            Logs.show(scene, "log");
        }).differ("what is not understood in a config file is passed over in silence",
                runit -> runit.neverSays("config, line").says("line"),
                ours -> ours.says("svlogd: warning: " + complaint, "line"));
    }

    @Test
    void aConfigThatCannotBeReadIsTold() {
        onBoth(scene -> {
            scene.arrange("mkdir -p log/config");
            Logs.run(scene, "echo line | svlogd log");
            scene.run(scene.shell("cat log/current"));
        }).agree().says("svlogd: warning: unable to read config: log: is a directory", "= 0", "line");
    }

    @Test
    void linesGoToStderrWithTheirStampAndCut() {
        onBoth(scene -> {
            scene.arrange("mkdir log; printf 'e*\\npP: \\n' >log/config");
            Logs.run(scene, "printf 'short\\n1234567890\\n12345678901234\\n' | svlogd -t -l 10 -b 20 log 2>&1 | sed -E 's/@[0-9a-f]{24}/@LABEL/'");
            Logs.show(scene, "log");
        }).agree().says("@LABEL P: short", "@LABEL P: 1234567890...", "@LABEL P: 1234567890...", "= 0", "@LABEL P: 12345678901234");
    }
}
