package dev.dogwatch.board.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is wrong with a board is told at once: where, what, why, and what is allowed. */
class BoardComplaintsTest {
    @TempDir
    Path scratch;
    private BoardFixture board;

    @BeforeEach
    void makeBoard() throws IOException {
        board = new BoardFixture(scratch);
    }

    private void complains(String... expected) throws IOException {
        assertEquals(List.of(expected), board.complaints());
    }

    @Test
    void aBoardThatIsRightIsTaken() throws IOException {
        complains();
    }

    @Test
    void anUnknownKeyIsToldWithItsNearest() throws IOException {
        board.replace("watchdog.timeout = 10", "watchdog.timeuot = 10");
        complains("tiny/board.properties: watchdog.timeout: it is missing: /etc/dogwatch/watchdog/timeout: unfed for so long, the board is reset; "
                        + "it is a whole number of seconds from 1 to 2147483647",
                "tiny/board.properties:7: watchdog.timeuot: there is no such key; did you mean watchdog.timeout?");
    }

    @Test
    void anUnknownKeyLikeNoOtherIsToldWithThePageOfAll() throws IOException {
        board.replace("", "include = /etc/passwd");
        complains("tiny/board.properties:9: include: there is no such key; docs/board.md has all of them");
    }

    @Test
    void aKeyGivenTwiceIsTold() throws IOException {
        board.replace("", "arch = x86_64");
        complains("tiny/board.properties:9: arch: it is given 2 times; once is allowed");
    }

    @Test
    void valuesOfAWrongTypeAreTold() throws IOException {
        board.replace("watchdog.timeout = 10", "watchdog.timeout = ten").replace("arch = aarch64", "arch = arm")
                .replace("console = ttyAMA0,115200", "console = /dev/ttyAMA0").replace("", "watchdog.nowayout = true\nwatchdog.boot-loop = 5\n"
                        + "watchdog.realtime = 100\nhostname = a_b");
        complains("tiny/board.properties:3: arch: \"arm\" is not allowed; it is aarch64 or x86_64",
                "tiny/board.properties:4: console: \"/dev/ttyAMA0\" is not allowed; it is a serial line and, if you like, its speed: ttyAMA0 or ttyS0,115200",
                "tiny/board.properties:7: watchdog.timeout: \"ten\" is not allowed; it is a whole number of seconds from 1 to 2147483647",
                "tiny/board.properties:9: watchdog.nowayout: \"true\" is not allowed; it is yes or no",
                "tiny/board.properties:10: watchdog.boot-loop: \"5\" is not allowed; it is two numbers: resets, minutes",
                "tiny/board.properties:11: watchdog.realtime: \"100\" is not allowed; it is a whole number of SCHED_FIFO priority from 1 to 99",
                "tiny/board.properties:12: hostname: \"a_b\" is not allowed; it is letters, digits and hyphens, 63 at most");
    }

    @Test
    void lookUpsAreNotPerformed() throws IOException {
        board.replace("title = a board for tests", "title = ${file:UTF-8:/etc/hostname}");
        complains();
        assertEquals("${file:UTF-8:/etc/hostname}", ProfileReader.read(board.path("tiny/board.properties"), new ArrayList<>()).text("title"));
    }

    @Test
    void anUnknownDriverIsToldWithThoseThatAre() throws IOException {
        board.replace("watchdog.driver = i6300esb", "watchdog.driver = i6300");
        complains("tiny/board.properties:6: watchdog.driver: \"i6300\" is not known; there are " + WatchdogDriver.names());
    }

    @Test
    void aDriverOfAnotherArchitectureIsTold() throws IOException {
        board.replace("watchdog.driver = i6300esb", "watchdog.driver = iTCO_wdt").replaceInFragment("CONFIG_I6300ESB_WDT=y", "CONFIG_ITCO_WDT=y");
        complains("tiny/board.properties:6: watchdog.driver: iTCO_wdt is not for aarch64 but for x86_64");
    }

    @Test
    void aTimeoutThatTheDriverRefusesIsTold() throws IOException {
        board.replace("watchdog.timeout = 10", "watchdog.timeout = 2047");
        complains("tiny/board.properties:7: watchdog.timeout: 2047 s is more or less than i6300esb takes; it is from 1 to 2046 s");
    }

    @Test
    void theRaspberryPisFifteenSecondsAreKnown() throws IOException {
        board.replace("watchdog.driver = i6300esb", "watchdog.driver = bcm2835_wdt").replace("watchdog.timeout = 10", "watchdog.timeout = 16")
                .replaceInFragment("CONFIG_I6300ESB_WDT=y", "CONFIG_BCM2835_WDT=y\nCONFIG_ARCH_BCM2835=y");
        complains("tiny/board.properties:7: watchdog.timeout: 16 s is more or less than bcm2835_wdt takes; it is from 1 to 15 s");
    }

    @Test
    void aPretimeoutAfterTheTimeoutIsTold() throws IOException {
        board.replace("", "watchdog.pretimeout = 10").replaceInFragment("", "CONFIG_WATCHDOG_HRTIMER_PRETIMEOUT=y");
        complains("tiny/board.properties:9: watchdog.pretimeout: it comes that many seconds before the timeout of 10 s; it is from 1 to 9 s");
    }

    @Test
    void aWatchdogThatCannotBeDisarmedIsNotToBe() throws IOException {
        board.replace("", "watchdog.nowayout = yes\nwatchdog.stop = disarmed");
        complains("tiny/board.properties:10: watchdog.stop: a driver with nowayout cannot be disarmed; say armed, or watchdog.nowayout = no");
    }

    @Test
    void aServiceThatTheOverlayHasNotIsTold() throws IOException {
        board.replace("services = heart", "services = heart telnetd").replace("", "watchdog.safe = sshd");
        complains("tiny/board.properties:8: services: there is no overlay/etc/sv/telnetd/run; there are heart sshd telemetry",
                "tiny/board.properties:9: watchdog.safe: sshd is not among the services of this board: heart telnetd");
    }

    @Test
    void whatTheDriverNeedsOfTheKernelIsTold() throws IOException {
        board.replaceInFragment("CONFIG_PCI=y", "").replaceInFragment("CONFIG_I6300ESB_WDT=y", "# CONFIG_I6300ESB_WDT is not set");
        complains("tiny/kernel.fragment: CONFIG_PCI: it is missing; it is needed for the driver i6300esb; it is y",
                "tiny/kernel.fragment:3: CONFIG_I6300ESB_WDT: it is n; it is needed for the driver i6300esb; it is y");
    }

    @Test
    void aDriverThatIsAModuleMustBeLoaded() throws IOException {
        board.replaceInFragment("CONFIG_I6300ESB_WDT=y", "CONFIG_I6300ESB_WDT=m");
        complains("tiny/kernel.fragment:4: CONFIG_I6300ESB_WDT: as a module it must be loaded; add i6300esb to kernel.modules in tiny/board.properties, or build it in (y)");
        board.replace("", "kernel.modules = i6300esb");
        complains();
    }

    @Test
    void whatIsNoKernelConfigurationIsTold() throws IOException {
        board.replaceInFragment("", "PCI=y\nCONFIG_PCI=m");
        complains("tiny/kernel.fragment:10: \"PCI=y\" is not allowed; a line is CONFIG_NAME=VALUE, \"# CONFIG_NAME is not set\" or a comment",
                "tiny/kernel.fragment:11: CONFIG_PCI: it is given twice, before in line 2");
    }

    @Test
    void aKernelOfOnesOwnNeedsAFragment() throws IOException {
        Files.delete(board.path("tiny/kernel.fragment"));
        complains("tiny/board.properties:5: kernel.source: a kernel of your own needs a kernel.fragment beside board.properties");
    }

    @Test
    void modulesThatTheKernelHasNotAreTold() throws IOException {
        board.withDebianKernel().replace("kernel.modules = i6300esb ext4", "kernel.modules = virtio_blk virtio_rng");
        complains("tiny/board.properties:9: kernel.modules: kernel 6.1 has no module virtio_blk",
                "tiny/board.properties:9: kernel.modules: the watchdog's driver i6300esb is a module of this kernel and must be loaded; add it",
                "tiny/board.properties:9: kernel.modules: virtio_rng is built into this kernel; leave it out");
    }

    @Test
    void aRootOnADeviceNeedsTheDevice() throws IOException {
        board.replace("", "root.filesystem = ext4");
        complains("tiny/board.properties: root.device: it is missing: the kernel is to mount ext4 as /");
    }

    @Test
    void aRootThatTheKernelCannotMountIsTold() throws IOException {
        board.replace("", "root.filesystem = squashfs\nroot.device = /dev/mmcblk0p2");
        complains("tiny/kernel.fragment: CONFIG_SQUASHFS: it is missing; / is squashfs (root.filesystem in tiny/board.properties); it is y");
        board.replaceInFragment("", "CONFIG_SQUASHFS=m");
        complains("tiny/kernel.fragment:10: CONFIG_SQUASHFS: it is m; / is squashfs (root.filesystem in tiny/board.properties); it is y");
    }

    @Test
    void debiansKernelFindsNoDisk() throws IOException {
        board.withDebianKernel().replace("", "root.filesystem = ext4\nroot.device = /dev/vda");
        complains("tiny/board.properties:10: root.filesystem: Debian's kernel has the drivers of disks as modules, which are in the initramfs; it is initramfs");
    }

    @Test
    void theServiceTelemetryAndItsSettingsGoTogether() throws IOException {
        board.replace("services = heart", "services = heart telemetry");
        complains("tiny/board.properties:8: services: telemetry needs the file tiny/telemetry.properties, which says where the broker is");
        board.write("tiny/telemetry.properties", "");
        assertEquals(List.of(), board.complaints());
        board.replace("services = heart telemetry", "services = heart");
        complains("tiny/board.properties:8: services: there is tiny/telemetry.properties, but not the service telemetry, which reads it");
    }

    @Test
    void aMachineOfQemuNeedsAKernel() throws IOException {
        board.replace("", "qemu.machine = virt");
        complains("tiny/board.properties:9: qemu.machine: QEMU needs a kernel; say kernel.source = debian");
    }

    @Test
    void theManifestIsReadToTheEndToo() throws IOException {
        board.write("manifest", "dir 9 /tmp\n[riscv]\nfile 0644 /x\nlink /bin\n");
        String form = "is not allowed; a line is `dir MODE PATH`, `node MODE MAJOR MINOR PATH`, `link PATH TARGET`, `applets DIRECTORY NAME...`, "
                + "`program MODE PATH`, `overlay MODE PATTERN` or `[CONDITION...]`";
        complains("manifest:1: \"dir 9 /tmp\" " + form,
                "manifest:2: [riscv]: there is no such condition; there are [aarch64, initramfs, rootfs, x86_64]",
                "manifest:3: \"file 0644 /x\" " + form, "manifest:4: \"link /bin\" " + form);
    }

    @Test
    void whatTheManifestAsksForInVainIsTold() throws IOException {
        board.write("overlay/opt/tool", "x");
        board.write("manifest", "program 0755 /usr/bin/busybox\napplets /usr/bin sh vi\nprogram 0755 /usr/sbin/ntpd\noverlay 0644 etc/**\noverlay 0755 usr/**\n");
        assertEquals(List.of("manifest: opt/tool: no mode is given for this file of overlay; add a line `overlay MODE PATTERN`",
                "manifest:2: vi: this busybox has no such applet",
                "manifest:3: /usr/sbin/ntpd: it is in none of the packages of tools/lib/userland",
                "manifest:5: usr/**: no file of overlay matches it"),
                board.complaintsOfBuild(scratch.resolve("out")).stream().map(line -> line.replace(scratch + "/", "")).toList());
    }
}
