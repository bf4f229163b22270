package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Outcome;
import dev.dogwatch.e2e.PrivateNamespaces;
import dev.dogwatch.e2e.Scene;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of utmp and wtmp, byte by byte. A private /run and /var/log hold them. */
@EndToEnd
@PrivateNamespaces
class UtmpsetTest {

    private static final int SIZE = 384;
    private static final int AT_SECONDS = 340;
    private static final int USER_PROCESS = 7;

    @ParameterizedTest(name = "utmpset {0}")
    @ValueSource(strings = {"", "-w", "--", "-w --"})
    void callsThatAreNone(String arguments) {
        onBoth(scene -> scene.run(scene.command("utmpset", arguments.isEmpty() ? new String[0] : arguments.split(" "))))
                .agree().says("2> usage: BIN/utmpset [-w] line", "2> ", "= 1");
    }

    @Test
    void anOptionThatThereIsNot() {
        onBoth(scene -> scene.run(scene.command("utmpset", "-x", "tty1"))).agree()
                .says("2> utmpset: illegal option -- x", "2> usage: BIN/utmpset [-w] line", "2> ", "= 1");
    }

    @Test
    void theVersionComesWithTheUsage() {
        onBoth(scene -> {
            Outcome outcome = scene.command("utmpset", "-V").run();
            List<String> lines = outcome.err().lines().toList();
            scene.note("a version: " + !lines.getFirst().isBlank() + ", " + lines.size() + " lines, on stdout: " + outcome.out().length());
            scene.note(lines.get(1) + " = " + outcome.exitCode());
        }).agree().says("a version: true, 3 lines, on stdout: 0", "usage: BIN/utmpset [-w] line = 1");
    }

    @Test
    void theLoginOnTheLineEndsAndTheOthersStay() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1), record("tty2", "bob", 2), record("tty3", "carol", 3));
            set(scene, "tty2");
            noteFiles(scene);
        }).agree().says("= 0", "utmp: 3 records and 0 bytes", "wtmp: none");
    }

    @ParameterizedTest(name = "record {0}")
    @ValueSource(ints = {0, 1, 2})
    void whereverTheLineStands(int place) {
        onBoth(scene -> {
            byte[][] records = {record("pts/1", "alice", 1), record("pts/2", "bob", 2), record("pts/3", "carol", 3)};
            records[place] = record("tty1", "dave", 4);
            utmp(scene, records);
            set(scene, "tty1");
            noteFiles(scene);
        }).agree().says("= 0", "utmp: 3 records and 0 bytes");
    }

    @Test
    void onlyTheFirstOfTwo() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1), record("tty1", "bob", 2));
            set(scene, "tty1");
            noteFiles(scene);
        }).agree().says("= 0");
    }

    @Test
    void withWtmpARecordIsAppendedThere() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1));
            Files.write(scene.root().resolve("log/wtmp"), record("tty9", "zoe", 9));
            set(scene, "-w", "tty1");
            noteFiles(scene);
        }).agree().says("= 0", "utmp: 1 records and 0 bytes", "wtmp: 2 records and 0 bytes");
    }

    @Test
    void aWtmpThatIsNotThereIsMade() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1));
            set(scene, "-w", "tty1");
            noteFiles(scene);
            scene.run(scene.shell("stat -c %a log/wtmp"));
        }).agree().says("= 0", "wtmp: 1 records and 0 bytes", "600");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"tty2", "tty", "tty11", "TTY1", "dev/tty1"})
    void anotherLineIsNoSuchEntry(String line) {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1));
            set(scene, "-w", line);
            noteFiles(scene);
        }).agree().says("2> utmpset: warning: unable to logout line " + line + " in utmp: no such entry", "= 111", "wtmp: none");
    }

    @Test
    void soIsALineWhereNobodyIsLoggedIn() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "", 1));
            set(scene, "tty1");
            set(scene, "''");
            noteFiles(scene);
        }).agree().says("2> utmpset: warning: unable to logout line tty1 in utmp: no such entry", "= 111",
                "2> utmpset: warning: unable to logout line  in utmp: no such entry", "= 111");
    }

    @Test
    void aLineThatJustFits() {
        String line = "l".repeat(31);
        onBoth(scene -> {
            utmp(scene, record(line.substring(1), "x", 1), record(line, "alice", 2));
            set(scene, "-w", line);
            noteFiles(scene);
        }).agree().says("= 0", "utmp: 2 records and 0 bytes", "wtmp: 1 records and 0 bytes");
    }

    @Test
    void aLineThatFillsTheField() {
        String line = "l".repeat(32);
        onBoth(scene -> {
            utmp(scene, record(line.substring(1), "x", 1), record(line, "alice", 2));
            set(scene, "-w", line);
            noteFiles(scene);
        }).differ("2.1.2 never finds it", runit -> runit.says("= 111"),
                ours -> ours.says("= 0", "utmp: 2 records and 0 bytes", "wtmp: 1 records and 0 bytes"));
    }

    @Test
    void aLineThatDoesNotFitIsFatal() {
        String line = "l".repeat(33);
        onBoth(scene -> {
            utmp(scene, record(line.substring(1), "alice", 1));
            set(scene, line);
        }).differ("2.1.2 looks for it in vain",
                runit -> runit.says("2> utmpset: warning: unable to logout line " + line + " in utmp: no such entry", "= 111"),
                ours -> ours.says("2> utmpset: fatal: unable to logout line " + line + " in utmp: name too long", "= 111"));
    }

    @Test
    void anEmptyUtmp() {
        onBoth(scene -> {
            utmp(scene);
            set(scene, "tty1");
        }).agree().says("2> utmpset: warning: unable to logout line tty1 in utmp: no such entry", "= 111");
    }

    @Test
    void oneThatIsCutOffIsReadAsFarAsItGoes() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1), Arrays.copyOf(record("tty2", "bob", 2), 100));
            set(scene, "tty2");
            set(scene, "tty1");
            noteFiles(scene);
        }).agree().says("2> utmpset: warning: unable to logout line tty2 in utmp: no such entry", "= 111", "= 0", "utmp: 1 records and 100 bytes");
    }

    @Test
    void aUtmpThatIsNotThereIsFatal() {
        onBoth(scene -> {
            scene.arrange("mkdir run log");
            set(scene, "-w", "tty1");
            noteFiles(scene);
        }).agree().says("2> utmpset: fatal: unable to open /var/run/utmp: file does not exist", "= 111", "utmp: none", "wtmp: none");
    }

    @Test
    void oneThatIsADirectoryToo() {
        onBoth(scene -> {
            scene.arrange("mkdir -p run/utmp log");
            set(scene, "tty1");
        }).agree().says("2> utmpset: fatal: unable to open /var/run/utmp: is a directory", "= 111");
    }

    @Test
    void oneThatIsReadOnlyToo() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1));
            scene.run(inside(scene, "mount -o remount,bind,ro /run; utmpset tty1"));
        }).agree().says("2> utmpset: fatal: unable to open /var/run/utmp: read-only file system", "= 111");
    }

    @Test
    void aWtmpThatCannotBeOpenedIsFatalWhenUtmpIsWritten() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1));
            scene.run(inside(scene, "mount -o remount,bind,ro /var/log; utmpset -w tty1"));
            noteFiles(scene);
        }).agree().says("2> utmpset: fatal: unable to open /var/log/wtmp: read-only file system", "= 111");
    }

    @Test
    void aWtmpForWhichThereIsNoRoomKeepsItsLength() {
        onBoth(scene -> {
            utmp(scene, record("tty1", "alice", 1));
            // One block; 300 bytes of it are left.
            scene.run(inside(scene, "mount -t tmpfs -o size=4k none /var/log && head -c 3796 /dev/zero >/var/log/wtmp && utmpset -w tty1;"
                    + " echo $?; stat -c %s /var/log/wtmp"));
        }).differ("C runit tells an errno that nothing has set when a write is short",
                runit -> runit.says("111", "3796"),
                ours -> ours.says("111", "3796", "2> utmpset: warning: unable to logout line tty1 in wtmp: out of disk space"));
    }

    private static void set(Scene scene, String... arguments) {
        scene.run(inside(scene, "utmpset " + String.join(" ", arguments)));
    }

    private static Command inside(Scene scene, String line) {
        return scene.command("/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount --bind run /run && mount --bind log /var/log && { " + line + "; }")
                .named("privately");
    }

    private static void utmp(Scene scene, byte[]... records) throws IOException {
        scene.arrange("mkdir run log");
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(records).mapToInt(record -> record.length).sum());
        Arrays.stream(records).forEach(all::put);
        Files.write(scene.root().resolve("run/utmp"), all.array());
    }

    /** Every field has something in it, so that what is changed and what is not shows. */
    private static byte[] record(String line, String user, int seed) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) (0x40 + seed));
        ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        record.putShort(0, (short) USER_PROCESS);
        put(record, 8, 32, line);
        put(record, 44, 32, user);
        put(record, 76, 256, "host" + seed);
        return bytes;
    }

    private static void put(ByteBuffer record, int at, int size, String text) {
        record.put(at, Arrays.copyOf(text.getBytes(ISO_8859_1), size));
    }

    /** In hexadecimal, but for the time of a logout, which must be now. */
    private static void noteFiles(Scene scene) throws IOException {
        note(scene, "utmp", scene.root().resolve("run/utmp"));
        note(scene, "wtmp", scene.root().resolve("log/wtmp"));
    }

    private static void note(Scene scene, String name, Path file) throws IOException {
        if (!Files.exists(file)) {
            scene.note(name + ": none");
            return;
        }
        byte[] all = Files.readAllBytes(file);
        scene.note(name + ": " + all.length / SIZE + " records and " + all.length % SIZE + " bytes");
        ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
        for (int at = 0; at + SIZE <= all.length; at += SIZE) {
            if (buffer.getShort(at) == 8) {
                long age = System.currentTimeMillis() / 1000 - buffer.getInt(at + AT_SECONDS);
                assertTrue(age >= -1 && age < 300, "logged out " + age + " s ago");
                buffer.putInt(at + AT_SECONDS, 0);
            }
        }
        scene.note(HexFormat.of().formatHex(all));
    }
}
