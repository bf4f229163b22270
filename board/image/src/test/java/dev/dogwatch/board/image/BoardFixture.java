package dev.dogwatch.board.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A small board, right in everything, of which a test makes one thing wrong. */
final class BoardFixture {
    private final Path root;

    BoardFixture(Path root) throws IOException {
        this.root = root;
        write("tiny/board.properties", """
                # A board
                title = a board for tests
                arch = aarch64
                console = ttyAMA0,115200
                kernel.source = own
                watchdog.driver = i6300esb
                watchdog.timeout = 10
                services = heart
                """);
        write("tiny/kernel.fragment", """
                # What it takes
                CONFIG_PCI=y
                CONFIG_WATCHDOG=y
                CONFIG_I6300ESB_WDT=y
                CONFIG_DEVTMPFS=y
                CONFIG_TMPFS=y
                CONFIG_CGROUPS=y
                CONFIG_BLK_DEV_INITRD=y
                CONFIG_EXT4_FS=y
                """);
        write("overlay/etc/sv/heart/run", "#!/bin/sh\nexec sleep 1\n");
        write("overlay/etc/sv/heart/log/run", "#!/bin/sh\nexec svlogd .\n");
        write("overlay/etc/sv/sshd/run", "#!/bin/sh\nexec dropbear\n");
        write("overlay/etc/sv/sshd/needs", "/usr/sbin/dropbear\n");
        write("overlay/etc/shadow", "root:*:1::::::\n");
        write("manifest", """
                dir 1777 /tmp            # a comment
                dir 0700 /root
                node 0600 5 1 /dev/console
                link /sbin usr/sbin
                program 0755 /usr/bin/busybox
                applets /usr/bin sh [
                [initramfs]
                link /init usr/bin/runit-init
                [rootfs]
                program 0755 /usr/sbin/dropbear
                []
                overlay 0644 etc/**
                overlay 0600 etc/shadow
                overlay 0755 etc/sv/**/run
                """);
        write("userland/usr/bin/busybox", "\0[\0ash\0sh\0");
        write("userland/usr/sbin/dropbear", "a server");
        write("programs/dogwatch", "a program");
        Files.createSymbolicLink(root.resolve("programs/sv"), Path.of("dogwatch"));
        write("telemetry/bin/dogwatch-telemetry", "a script");
        Files.setPosixFilePermissions(path("telemetry/bin/dogwatch-telemetry"), PosixFilePermissions.fromString("rwx------"));
        write("telemetry/lib/bridge.jar", "classes");
        write("telemetry/libc/libc.so.6", "a newer libc");
        write("telemetry/libc/ld-linux-aarch64.so.1", "a newer loader");
        write("telemetry/.id", "1234");
        write("overlay/etc/sv/telemetry/run", "#!/bin/sh\nexec dogwatch-telemetry\n");
        write("kernel/lib/modules/6.1/modules.dep", """
                kernel/fs/ext4/ext4.ko: kernel/lib/crc16.ko kernel/fs/mbcache.ko kernel/fs/jbd2/jbd2.ko
                kernel/fs/jbd2/jbd2.ko:
                kernel/fs/mbcache.ko:
                kernel/lib/crc16.ko:
                kernel/drivers/watchdog/i6300esb.ko:
                """);
        write("kernel/lib/modules/6.1/modules.builtin", "kernel/drivers/char/virtio-rng.ko\n");
        for (String module : List.of("fs/ext4/ext4", "fs/jbd2/jbd2", "fs/mbcache", "lib/crc16", "drivers/watchdog/i6300esb")) {
            write("kernel/lib/modules/6.1/kernel/" + module + ".ko", module);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), text);
    }

    /** Replaces a line of board.properties by others, or adds them at the end if {@code line} is empty. */
    BoardFixture replace(String line, String by) throws IOException {
        edit("tiny/board.properties", line, by);
        return this;
    }

    BoardFixture replaceInFragment(String line, String by) throws IOException {
        edit("tiny/kernel.fragment", line, by);
        return this;
    }

    private void edit(String name, String line, String by) throws IOException {
        String before = Files.readString(path(name));
        String after = line.isEmpty() ? before + by + "\n" : before.replace(line + "\n", by.isEmpty() ? "" : by + "\n");
        if (after.equals(before)) {
            throw new AssertionError("there is no line " + line);
        }
        Files.writeString(path(name), after);
    }

    BoardFixture withDebianKernel() throws IOException {
        replace("kernel.source = own", "kernel.source = debian");
        return replace("", "kernel.modules = i6300esb ext4");
    }

    Sources sources() {
        return new Sources(path("tiny"), path("overlay"), path("manifest"), path("programs"), path("userland"), path("kernel"), path("telemetry"));
    }

    /** What is wrong, without the path of the scratch directory. */
    List<String> complaints() throws IOException {
        try {
            new ImageBuilder(sources()).check();
            return List.of();
        } catch (InvalidBoardException e) {
            return e.problems().stream().map(problem -> problem.toString().replace(root + "/", "")).toList();
        }
    }

    List<String> complaintsOfBuild(Path out) throws IOException {
        try {
            new ImageBuilder(sources()).build(out);
            return List.of();
        } catch (InvalidBoardException e) {
            return e.problems().stream().map(problem -> problem.toString().replace(root + "/", "")).toList();
        }
    }
}
