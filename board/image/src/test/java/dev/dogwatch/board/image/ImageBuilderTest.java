package dev.dogwatch.board.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in an image, and that it is the same whenever and wherever it is made. */
class ImageBuilderTest {
    @TempDir
    Path scratch;
    private BoardFixture board;
    private Path out;

    @BeforeEach
    void makeBoard() throws IOException {
        board = new BoardFixture(scratch);
        board.withDebianKernel().replace("services = heart", "services = heart sshd").replace("", "watchdog.nowayout = yes\nwatchdog.safe = heart sshd\n"
                + "watchdog.disk = / 90 10, /var/lib/dogwatch 95 5\nwatchdog.lock-memory = yes\nwatchdog.boot-loop = 3 20");
        out = scratch.resolve("out");
    }

    private List<String> build() throws Exception {
        return new ImageBuilder(board.sources()).build(out);
    }

    /** Paths of the initramfs, each with mode and content, or where the link leads. */
    private Map<String, String> initramfs() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(out.resolve("initramfs.cpio.gz")));
                CpioArchiveInputStream cpio = new CpioArchiveInputStream(in)) {
            for (CpioArchiveEntry entry = cpio.getNextEntry(); entry != null; entry = cpio.getNextEntry()) {
                assertEquals(0, entry.getUID());
                assertEquals(0, entry.getGID());
                assertEquals(0, entry.getTime());
                all.put(entry.getName(), String.format("%06o ", entry.getMode()) + new String(cpio.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private Map<String, TarArchiveEntry> rootfs() throws IOException {
        Map<String, TarArchiveEntry> all = new TreeMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(out.resolve("rootfs.tar.gz")));
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                all.put(entry.getName(), entry);
            }
        }
        return all;
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws Exception {
        build();
        List<byte[]> first = new ArrayList<>();
        for (String name : List.of("initramfs.cpio.gz", "rootfs.tar.gz", "cmdline", "run")) {
            first.add(Files.readAllBytes(out.resolve(name)));
        }
        // Times and modes of a checkout are not part of it.
        Files.setLastModifiedTime(board.path("overlay/etc/sv/heart/run"), FileTime.fromMillis(1));
        assertTrue(board.path("overlay/etc/sv/heart/run").toFile().setExecutable(true));
        build();
        int i = 0;
        for (String name : List.of("initramfs.cpio.gz", "rootfs.tar.gz", "cmdline", "run")) {
            assertArrayEquals(first.get(i++), Files.readAllBytes(out.resolve(name)), name);
        }
    }

    @Test
    void theManifestGivesTheModes() throws Exception {
        build();
        Map<String, String> files = initramfs();
        assertEquals("041777 ", files.get("tmp"));
        assertEquals("040700 ", files.get("root"));
        assertEquals("020600 ", files.get("dev/console"));
        assertEquals("100600 root:*:1::::::\n", files.get("etc/shadow"));
        assertEquals("100755 #!/bin/sh\nexec sleep 1\n", files.get("etc/sv/heart/run"));
        assertEquals("100755 #!/bin/sh\nexec svlogd .\n", files.get("etc/sv/heart/log/run"));
        assertEquals("100644 /usr/sbin/dropbear\n", files.get("etc/sv/sshd/needs"));
        assertEquals("120777 usr/sbin", files.get("sbin"));
        assertEquals("120777 busybox", files.get("usr/bin/["));
        assertEquals("100755 a program", files.get("usr/bin/dogwatch"));
        assertEquals("120777 dogwatch", files.get("usr/bin/sv"));
    }

    @Test
    void superviseDirectoriesAreInMemory() throws Exception {
        build();
        assertEquals("120777 /run/supervise.heart", initramfs().get("etc/sv/heart/supervise"));
        assertEquals("120777 /run/supervise.heart.log", initramfs().get("etc/sv/heart/log/supervise"));
    }

    @Test
    void aServiceIsLeftOutWhereItsProgramIs() throws Exception {
        List<String> said = build();
        assertTrue(said.contains("initramfs: left out sshd (needs /usr/sbin/dropbear)"), said.toString());
        assertFalse(initramfs().containsKey("etc/service/sshd"));
        assertEquals("120777 ../sv/heart", initramfs().get("etc/service/heart"));
        assertEquals("../sv/sshd", rootfs().get("./etc/service/sshd").getLinkName());
    }

    @Test
    void sectionsOfTheManifestHoldWhereTheySay() throws Exception {
        build();
        assertEquals("120777 usr/bin/runit-init", initramfs().get("init"));
        assertFalse(rootfs().containsKey("./init"));
        assertFalse(initramfs().containsKey("usr/sbin/dropbear"));
        assertEquals(0755, rootfs().get("./usr/sbin/dropbear").getMode());
    }

    @Test
    void theBridgeIsWhereItsSettingsAreWithItsLibc() throws Exception {
        build();
        assertTrue(initramfs().keySet().stream().noneMatch(path -> path.contains("telemetry") && !path.startsWith("etc/sv/")));
        board.replace("services = heart sshd", "services = heart sshd telemetry");
        board.write("tiny/telemetry.properties", "mqtt.url = tcp://broker\n");
        board.write("manifest", Files.readString(board.path("manifest")) + "[rootfs]\nprogram 0644 /usr/lib/aarch64-linux-gnu/libc.so.6\n");
        board.write("userland/usr/lib/aarch64-linux-gnu/libc.so.6", "an older libc");
        build();
        Map<String, String> files = initramfs();
        assertEquals("100644 mqtt.url = tcp://broker\n", files.get("etc/dogwatch/telemetry.properties"));
        assertEquals("100755 a script", files.get("usr/lib/dogwatch/telemetry/bin/dogwatch-telemetry"));
        assertEquals("100644 classes", files.get("usr/lib/dogwatch/telemetry/lib/bridge.jar"));
        assertEquals("120777 ../lib/dogwatch/telemetry/bin/dogwatch-telemetry", files.get("usr/bin/dogwatch-telemetry"));
        assertEquals("120777 aarch64-linux-gnu/ld-linux-aarch64.so.1", files.get("usr/lib/ld-linux-aarch64.so.1"));
        assertEquals("100644 a newer libc", files.get("usr/lib/aarch64-linux-gnu/libc.so.6"));
        assertEquals("a newer libc".length(), rootfs().get("./usr/lib/aarch64-linux-gnu/libc.so.6").getSize());
        assertFalse(files.containsKey("usr/lib/dogwatch/telemetry/.id"));
        assertEquals("120777 ../sv/telemetry", files.get("etc/service/telemetry"));
    }

    @Test
    void theProfilesValuesAreFiles() throws Exception {
        build();
        Map<String, String> files = initramfs();
        assertEquals("100644 10\n", files.get("etc/dogwatch/watchdog/timeout"));
        assertEquals("100644 heart\nsshd\n", files.get("etc/dogwatch/watchdog/safe"));
        assertEquals("100644 / 90 10\n/var/lib/dogwatch 95 5\n", files.get("etc/dogwatch/watchdog/disk"));
        assertEquals("100644 3 20\n", files.get("etc/dogwatch/watchdog/boot-loop"));
        assertEquals("100644 ", files.get("etc/dogwatch/watchdog/lock-memory"));
        assertFalse(files.containsKey("etc/dogwatch/watchdog/enable"));
        assertFalse(files.containsKey("etc/dogwatch/watchdog/device"));
        assertEquals("100644 dogwatch\n", files.get("etc/hostname"));
        assertEquals("100644 i6300esb\next4\n", files.get("etc/modules"));
        assertEquals("100644 115200\n", files.get("etc/dogwatch/console/speed"));
    }

    @Test
    void modulesComeWithWhatTheyNeedAndNothingElse() throws Exception {
        board.replace("kernel.modules = i6300esb ext4", "kernel.modules = ext4 i6300esb");
        build();
        Map<String, String> files = initramfs();
        String directory = "usr/lib/modules/6.1/";
        assertEquals("100644 kernel/drivers/watchdog/i6300esb.ko:\nkernel/fs/ext4/ext4.ko: kernel/lib/crc16.ko kernel/fs/mbcache.ko kernel/fs/jbd2/jbd2.ko\n"
                + "kernel/fs/jbd2/jbd2.ko:\nkernel/fs/mbcache.ko:\nkernel/lib/crc16.ko:\n", files.get(directory + "modules.dep"));
        assertEquals("100644 fs/jbd2/jbd2", files.get(directory + "kernel/fs/jbd2/jbd2.ko"));
        assertEquals(5, files.keySet().stream().filter(name -> name.endsWith(".ko")).count());
    }

    @Test
    void theKernelIsToldConsoleRootAndNowayout() throws Exception {
        build();
        assertEquals("console=ttyAMA0,115200 ro i6300esb.nowayout=1\n", Files.readString(out.resolve("cmdline")));
        board.replace("kernel.source = debian", "kernel.source = own").replace("", "root.filesystem = squashfs\nroot.device = /dev/mmcblk0p2\nroot.readonly = no\nkernel.arguments = quiet panic=5")
                .replaceInFragment("", "CONFIG_SQUASHFS=y");
        build();
        assertEquals("console=ttyAMA0,115200 root=/dev/mmcblk0p2 rootfstype=squashfs rootwait rw i6300esb.nowayout=1 quiet panic=5\n",
                Files.readString(out.resolve("cmdline")));
    }

    @Test
    void nothingIsWrittenForABoardThatIsWrong() throws Exception {
        board.replace("watchdog.timeout = 10", "watchdog.timeout = 0");
        assertEquals(1, board.complaintsOfBuild(out).size());
        assertFalse(Files.exists(out));
    }

    @Test
    void runSaysThatABoardIsNotRunHere() throws Exception {
        build();
        Process run = new ProcessBuilder(out.resolve("run").toString()).redirectErrorStream(true).start();
        assertEquals("run: tiny is not run here: its profile names no machine of QEMU (qemu.machine)\n",
                new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertTrue(run.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, run.exitValue());
    }

    @Test
    void otherProgramsReadTheArchivesAlike() throws Exception {
        build();
        assertEquals(new ArrayList<>(initramfs().keySet()), listedBy("cpio -t --quiet", "initramfs.cpio.gz"));
        List<String> listed = listedBy("tar -t", "rootfs.tar.gz");
        assertEquals(new ArrayList<>(rootfs().keySet()).stream().sorted().toList(), listed.stream().sorted().toList());
    }

    private List<String> listedBy(String command, String archive) throws Exception {
        Process list;
        try {
            list = new ProcessBuilder(command.split(" ")).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            Assumptions.abort("there is no " + command);
            return List.of();
        }
        try (var in = list.getOutputStream()) {
            in.write(new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(out.resolve(archive)))).readAllBytes());
        }
        List<String> lines = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertEquals(0, list.waitFor());
        return lines;
    }
}
