package dev.dogwatch.watchdog;

import static dev.dogwatch.watchdog.OnTheJvm.string;
import static dev.dogwatch.watchdog.OnTheJvm.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.Bytes;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a node has started, from what the driver tells and what the boot before has left. */
class BootReportTest {
    private static final String BOOT = "11111111-89ab-cdef-0123-456789abcdef";

    @TempDir
    Path directory;

    @BeforeAll
    static void useTheJvmsLibc() {
        OnTheJvm.useItsLibc();
    }

    private static Record left(int ending, String reason, boolean driverTells) {
        Record record = new Record();
        record.boots = 4;
        record.ending = ending;
        record.reason.put(reason);
        record.driverTells = driverTells;
        record.uptimeBefore = 1000;
        record.uptime = 50;
        record.deathsBefore = 10;
        record.deaths = 3;
        return record;
    }

    private BootReport begin(Record record, int bits) {
        BootReport report = new BootReport(record, string(directory.toString()));
        report.begin(string(BOOT), bits);
        return report;
    }

    private static String cause(BootReport report) {
        Bytes out = new Bytes(64);
        report.putCause(out);
        return text(out);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // how it ended | what it left | the driver has told before | boot status | cause | resets | unclean
        "1 | critical a: down for 30 s | no  | 0  | watchdog: critical a: down for 30 s | 1 | 0",
        "1 | critical a: down for 30 s | yes | 32 | watchdog: critical a: down for 30 s | 1 | 0",
        "0 |                           | yes | 32 | watchdog: nothing was written down: a hang, a kernel panic, or no supervisor | 1 | 0",
        "0 |                           | no  | 32 | watchdog: nothing was written down: a hang, a kernel panic, or no supervisor | 1 | 0",
        "0 |                           | yes | 0  | power-on: the boot before ended without a word: power, a reset button | 0 | 1",
        "0 |                           | no  | 0  | unknown: the boot before ended without a word: power, a reset button, a hang or a kernel panic | 0 | 1",
        "0 |                           | yes | 16 | power-on: power bad | 0 | 1",
        "2 |                           | yes | 0  | reboot | 0 | 0",
        "2 | runsv of a is stopped     | yes | 0  | reboot: runsv of a is stopped | 1 | 0",
        "3 |                           | yes | 0  | poweroff | 0 | 0",
        // Shut down in order, but the last moment hung.
        "2 |                           | yes | 32 | watchdog: the shutdown did not come to its end | 1 | 0",
        "3 |                           | yes | 32 | watchdog: the shutdown did not come to its end | 1 | 0",
        "2 | runsv of a is stopped     | yes | 32 | watchdog: runsv of a is stopped; the shutdown did not come to its end | 1 | 0",
    })
    void theCauseIsFound(int ending, String reason, String tells, int bits, String cause, int resets, int unclean) {
        Record record = left(ending, reason == null ? "" : reason, tells.equals("yes"));
        assertEquals(cause, cause(begin(record, bits)));
        assertEquals(resets, record.resets);
        assertEquals(unclean, record.unclean);
        assertEquals(resets, record.history.within(10, 1050));
        assertEquals(5, record.boots);
        assertEquals(13, record.deathsBefore);
        assertEquals(1050, record.uptimeBefore);
        assertEquals(Record.RUNNING, record.ending);
        assertTrue(record.isOf(string(BOOT)));
    }

    @Test
    void theFirstBootHasNoCause() {
        Record record = new Record();
        assertEquals("unknown: no boot before this one is on record", cause(begin(record, 0)));
        assertEquals(0, record.unclean);
    }

    @Test
    void aDeviceThatComesLateSetsItRight() {
        Record record = left(Record.RUNNING, "", false);
        BootReport report = begin(record, 0);
        assertEquals(1, record.unclean);
        assertFalse(report.learn(0));
        assertTrue(report.learn(Abi.WDIOF_CARDRESET));
        assertTrue(cause(report).startsWith("watchdog: "));
        assertEquals(1, record.resets);
        assertEquals(0, record.unclean);
        assertFalse(report.learn(Abi.WDIOF_CARDRESET), "once");
        assertEquals(1, record.resets);
    }

    @Test
    void anotherRunsvdirOfTheSameBootKnowsItsReport() {
        BootReport report = begin(left(Record.RUNNING, "", false), 0);
        assertFalse(report.isThere(string(BOOT)));
        assertEquals(0, report.write(false));
        assertTrue(report.isThere(string(BOOT)));
        assertFalse(report.isThere(string("22222222-89ab-cdef-0123-456789abcdef")));
        assertFalse(report.isThere(0));
    }
}
