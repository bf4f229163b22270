package dev.dogwatch.board.image;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A key that board.properties may have.
 *
 * @param name     as written
 * @param required whether a profile must have it
 * @param standard the value without it; empty for none
 * @param form     what its value may be
 * @param meaning  a sentence for people
 */
public record ProfileKey(String name, boolean required, String standard, Form form, String meaning) {
    private static final int DAY = 86400;

    /** All of them, in the order in which docs/board.md tells them. */
    public static final List<ProfileKey> ALL = List.of(
            required("title", Form.TEXT, "what the board is, for people"),
            required("arch", Form.oneOf("aarch64", "x86_64"), "the processor's architecture: which dist/ARCH-linux-musl is put in"),
            optional("hostname", "dogwatch", Form.matching("letters, digits and hyphens, 63 at most", "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"),
                    "the host's name"),

            required("console", Form.matching("a serial line and, if you like, its speed: ttyAMA0 or ttyS0,115200",
                    "tty(AMA|S|mxc|TCU|THS|PS|LP|SC|MSM|GS|O|SIF|STM|HS)[0-9]{1,2}(,[1-9][0-9]{2,6})?"),
                    "the kernel's console, where the service `console` listens"),
            optional("console.login", "password", Form.oneOf("password", "shell"),
                    "`password`: getty and login; `shell`: a root shell for whoever is at the console"),

            optional("kernel.source", "own", Form.oneOf("own", "debian"),
                    "`debian`: Debian's kernel and the modules named here are put in; `own`: yours, with what kernel.fragment says"),
            optional("kernel.arguments", "", Form.WORDS, "more words for the kernel's command line"),
            optional("kernel.modules", "", Form.NAMES, "modules that stage 1 loads, in this order; what they need is loaded before them"),

            optional("root.filesystem", "initramfs", Form.oneOf("initramfs", "ext4", "squashfs", "f2fs", "ubifs"),
                    "what / is: the initramfs itself, or a file system that you make of rootfs.tar.gz"),
            optional("root.device", "", Form.matching("/dev/..., PARTUUID=..., PARTLABEL=... or an UBI volume (ubi0:NAME)", "(/dev/|PARTUUID=|PARTLABEL=|ubi[0-9]+:)[!-~]+"),
                    "where the kernel finds /; required unless / is the initramfs"),
            optional("root.readonly", "yes", Form.FLAG, "whether / stays mounted read-only"),

            optional("state.device", "LABEL=dogwatch-state", Form.matching("a device, LABEL=... or UUID=...", "(/dev/|LABEL=|UUID=)[!-~]+"),
                    "the ext4 file system for /var/lib/dogwatch, which outlives a reset"),
            optional("state.wait", "5", Form.number(0, 600, "seconds"), "how long stage 1 waits for that device to appear"),

            optional("network.interface", "eth0", Form.matching("an interface's name", "[a-z][a-z0-9._-]{0,14}"), "the interface that the service `network` configures"),
            optional("network.address", "dhcp", Form.matching("dhcp or ADDRESS/LENGTH", "dhcp|[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}"), "its address"),
            optional("network.gateway", "", Form.matching("an IPv4 address", "[0-9]{1,3}(\\.[0-9]{1,3}){3}"), "the default router of a fixed address"),
            optional("time.servers", "pool.ntp.org", Form.WORDS, "NTP servers for the service `time`"),

            required("watchdog.driver", Form.NAMES, "the kernel's driver of the hardware watchdog"),
            optional("watchdog.nowayout", "no", Form.FLAG, "whether the driver, once opened, can no longer be stopped (module parameter nowayout)"),
            optional("watchdog.device", "", Form.matching("absolute paths separated by blanks", "/dev/[!-~]+( +/dev/[!-~]+)*"), "/etc/dogwatch/watchdog/device"),
            required("watchdog.timeout", Form.number(1, Integer.MAX_VALUE, "seconds"), "/etc/dogwatch/watchdog/timeout: unfed for so long, the board is reset"),
            optional("watchdog.pretimeout", "", Form.number(1, DAY, "seconds"), "/etc/dogwatch/watchdog/pretimeout"),
            optional("watchdog.stop", "", Form.oneOf("armed", "disarmed"), "/etc/dogwatch/watchdog/stop"),
            optional("watchdog.shutdown", "", Form.number(1, DAY, "seconds"), "/etc/dogwatch/watchdog/shutdown"),
            optional("watchdog.enable", "no", Form.FLAG, "/etc/dogwatch/watchdog/enable"),
            optional("watchdog.reboot", "", Form.number(1, DAY, "seconds"), "/etc/dogwatch/watchdog/reboot"),
            optional("watchdog.safe", "", Form.NAMES, "/etc/dogwatch/watchdog/safe: services that safe mode starts"),
            optional("watchdog.boot-loop", "", Form.matching("two numbers: resets, minutes", "[1-9][0-9]{0,3} [1-9][0-9]{0,5}"), "/etc/dogwatch/watchdog/boot-loop"),
            optional("watchdog.check-interval", "", Form.number(1, DAY, "seconds"), "/etc/dogwatch/watchdog/check-interval"),
            optional("watchdog.check-limit", "", Form.number(1, DAY, "seconds"), "/etc/dogwatch/watchdog/check-limit"),
            optional("watchdog.memory", "", pressure(), "/etc/dogwatch/watchdog/memory"),
            optional("watchdog.descriptors", "", pressure(), "/etc/dogwatch/watchdog/descriptors"),
            optional("watchdog.disk", "", Form.matching("a path, a percentage and seconds; several separated by commas",
                    "/[!-+\\--~]* [1-9][0-9]{0,2} [0-9]{1,5}(, */[!-+\\--~]* [1-9][0-9]{0,2} [0-9]{1,5})*"), "/etc/dogwatch/watchdog/disk"),
            optional("watchdog.realtime", "", Form.number(1, 99, "SCHED_FIFO priority"), "/etc/dogwatch/watchdog/realtime"),
            optional("watchdog.lock-memory", "no", Form.FLAG, "/etc/dogwatch/watchdog/lock-memory"),

            required("services", Form.NAMES, "directories of /etc/sv that /etc/service links to"),

            optional("qemu.machine", "", Form.WORDS, "QEMU's -M; a profile with it can be run by `run`"),
            optional("qemu.since", "", Form.matching("a version of QEMU", "[0-9]+(\\.[0-9]+){0,2}"), "the first version of QEMU whose machine will do"),
            optional("qemu.cpu", "cortex-a53", Form.WORDS, "QEMU's -cpu"),
            optional("qemu.memory", "256", Form.number(64, 65536, "megabytes"), "QEMU's -m"),
            optional("qemu.devices", "", Form.WORDS, "more arguments for QEMU: the watchdog, the network"),
            optional("qemu.disk", "virtio-blk-pci", Form.NAMES, "QEMU's device for the disk that has /var/lib/dogwatch"),
            optional("qemu.devicetree", "", Form.matching("a file beside board.properties, *.dts", "[A-Za-z0-9][A-Za-z0-9_.-]*\\.dts"),
                    "the device tree of a machine for which QEMU makes none"),
            optional("qemu.initrd", "", Form.matching("a hexadecimal address", "0x[0-9a-f]{1,16}"),
                    "where the initramfs is put on a machine whose memory is beyond what QEMU's -initrd can tell the kernel"));

    private static final Map<String, ProfileKey> BY_NAME = ALL.stream()
            .collect(Collectors.toUnmodifiableMap(ProfileKey::name, Function.identity()));

    /** The key of that name, null if there is none. */
    static ProfileKey named(String name) {
        return BY_NAME.get(name);
    }

    private static ProfileKey required(String name, Form form, String meaning) {
        return new ProfileKey(name, true, "", form, meaning);
    }

    private static ProfileKey optional(String name, String standard, Form form, String meaning) {
        return new ProfileKey(name, false, standard, form, meaning);
    }

    private static Form pressure() {
        return Form.matching("a percentage from 1 to 100 and seconds", "([1-9][0-9]?|100) [0-9]{1,5}");
    }
}
