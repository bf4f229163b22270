package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;

import dev.dogwatch.e2e.EndToEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, of chpst and of softlimit: only the soft ones. */
@EndToEnd
class ChpstLimitsTest {

    /** Below what every machine grants. The hard limits of memory are finite, so that both kinds are seen. */
    private static final String BEFORE = "ulimit -S -n 500; ulimit -H -n 1000; ulimit -H -l 1000000; ulimit -S -c 0; ";
    private static final String SHOW = " sed -e 's/  *[a-z]* *$//' /proc/self/limits";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "-d 900000000 | Max data size             900000000            unlimited",
        "-o 20        | Max open files            20                   1000",
        "-f 900000000 | Max file size             900000000            unlimited",
        "-r 900000000 | Max resident set          900000000            unlimited",
        "-t 1000      | Max cpu time              1000                 unlimited",
        "-o 1000      | Max open files            1000                 1000",
        "-o 1001      | Max open files            1000                 1000",
        "-o 9223372036854775807 | Max open files            1000                 1000",
        "-o 18446744073709551615 | Max open files            1000                 1000",
        "-o 9223372036854775808 | Max open files            500                  1000",
        "-o 18446744073709551614 | Max open files            500                  1000",
        "-o 18446744073709551716 | Max open files            100                  1000",
        "-o 0400      | Max open files            400                  1000",
        "-o 100 -o 200 | Max open files            200                  1000",
        "-m 900000000 | Max address space         900000000            unlimited",
        "-m 900000000 | Max data size             900000000            unlimited",
        "-m 900000000 | Max stack size            900000000            unlimited",
        "-m 900000000 -d 800000000 | Max data size             800000000            unlimited",
        "-d 800000000 -m 900000000 | Max data size             900000000            unlimited",
    })
    void chpstSets(String arguments, String limit) {
        onBoth(scene -> scene.run(scene.shell(BEFORE + "exec chpst " + arguments + SHOW))).agree().says(limit, "= 0");
    }

    @ParameterizedTest(name = "chpst {0}")
    @ValueSource(strings = {"-c 4096", "-p 100000", "-m 2000000000", "-d 1000000000 -o 21 -f 1000000000 -r 1000000000 -t 1000 -c 4096 -p 100000", "-c ''"})
    void theOthersStay(String arguments) {
        onBoth(scene -> scene.run(scene.shell(BEFORE + "exec chpst " + arguments + SHOW))).agree().says("= 0");
    }

    @ParameterizedTest(name = "softlimit {0}")
    @ValueSource(strings = {"-a 900000000", "-c 4096", "-d 900000000", "-f 900000000", "-l 65536", "-m 900000000", "-o 20", "-o =", "-p 100000",
        "-r 900000000", "-s 8000000", "-t 1000", "-c = -m = -a 900000000", "-o = -o 10", "-l 99999999999", "-o 18446744073709551614", "-a ''"})
    void softlimitSets(String arguments) {
        onBoth(scene -> {
            scene.arrange("ln -s '" + scene.suite().program("chpst") + "' softlimit");
            // No address space at all kills every program that is started in it.
            scene.run(scene.shell(BEFORE + "exec ./softlimit " + arguments + SHOW + (arguments.equals("-a ''") ? " || :" : "")));
        }).agree();
    }

    @Test
    void anEmptyNumberIsNone() {
        onBoth(scene -> scene.run(scene.command("chpst", "-c", "", "/bin/sh", "-c", "ulimit -c"))).agree().says("0", "= 0");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"-m 0", "-m 1", "-m 4096", "-m 65536"})
    void tooLittleMemoryIsTheProgramsEnd(String arguments) {
        onBoth(scene -> scene.run(scene.command("chpst", (arguments + " true").split(" ")))).agree();
    }

    @Test
    void filesMayNotGrowForTheProgram() {
        onBoth(scene -> scene.run(scene.shell("chpst -f 10 sh -c 'trap : XFSZ; echo 12345678901234567890 >file'; wc -c <file"))).agree().says("10", "= 0");
    }

    @ParameterizedTest(name = "-n {0}")
    @CsvSource({"5, 5", "+5, 5", "-5, -5", "0, 0", "'', 0", "-, 0", "+, 0", "100, 19", "-100, -20", "18446744073709551615, -1", "-18446744073709551615, 1",
        "4294967296, 0", "4294967301, 5", "-1, -1"})
    void niceness(String increment, String level) {
        onBoth(scene -> scene.run(scene.command("chpst", "-n", increment, "nice"))).agree().says(level, "= 0");
    }

    @Test
    void nicenessAdds() {
        onBoth(scene -> scene.run(scene.command("chpst", "-n", "3", scene.suite().program("chpst").toString(), "-n", "4", "nice"))).agree().says("7", "= 0");
    }

    @Test
    void whoMayNotBeLessNiceIsTold() {
        onBoth(scene -> scene.run(scene.shell("ulimit -e 0; exec setpriv --bounding-set=-sys_nice chpst -n -5 true"))).agree()
                .says("2> chpst: fatal: unable to set nice level: permission denied", "= 111");
    }
}
