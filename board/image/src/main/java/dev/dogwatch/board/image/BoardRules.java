package dev.dogwatch.board.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What must hold between a profile's values, and between them and the kernel's fragment, the kernel and the overlay. */
final class BoardRules {
    /** What a kernel needs for a root file system. */
    private static final Map<String, String> ROOTS = Map.of("ext4", "EXT4_FS", "squashfs", "SQUASHFS", "f2fs", "F2FS_FS", "ubifs", "UBIFS_FS");

    private final Profile profile;
    private final List<Problem> problems;

    BoardRules(Profile profile, List<Problem> problems) {
        this.profile = profile;
        this.problems = problems;
    }

    private void complain(String key, String reason) {
        problems.add(profile.problem(key, reason));
    }

    /** The watchdog's values among each other and with its driver. */
    void checkWatchdog() {
        WatchdogDriver driver = WatchdogDriver.named(profile.text("watchdog.driver"));
        if (driver == null) {
            if (profile.has("watchdog.driver")) {
                complain("watchdog.driver", "\"" + profile.text("watchdog.driver") + "\" is not known; there are " + WatchdogDriver.names());
            }
            return;
        }
        if (profile.has("arch") && !driver.arches().contains(profile.text("arch"))) {
            complain("watchdog.driver", driver.name() + " is not for " + profile.text("arch") + " but for " + String.join(", ", driver.arches()));
        }
        if (profile.has("watchdog.timeout")) {
            checkTimeouts(driver);
        }
        if (profile.flag("watchdog.nowayout") && profile.text("watchdog.stop").equals("disarmed")) {
            complain("watchdog.stop", "a driver with nowayout cannot be disarmed; say armed, or watchdog.nowayout = no");
        }
        List<String> services = profile.words("services");
        for (String name : profile.words("watchdog.safe")) {
            if (!services.contains(name)) {
                complain("watchdog.safe", name + " is not among the services of this board: " + String.join(" ", services));
            }
        }
    }

    private void checkTimeouts(WatchdogDriver driver) {
        int timeout = profile.number("watchdog.timeout");
        if (timeout < driver.least() || timeout > driver.most()) {
            complain("watchdog.timeout", timeout + " s is more or less than " + driver.name() + " takes; it is from "
                    + driver.least() + " to " + driver.most() + " s");
        }
        if (profile.has("watchdog.pretimeout") && profile.number("watchdog.pretimeout") >= timeout) {
            complain("watchdog.pretimeout", "it comes that many seconds before the timeout of " + timeout + " s; it is from 1 to " + (timeout - 1) + " s");
        }
    }

    /** Where / is. */
    void checkRoot() {
        boolean initramfs = profile.text("root.filesystem").equals("initramfs");
        if (!initramfs && !profile.has("root.device")) {
            complain("root.device", "it is missing: the kernel is to mount " + profile.text("root.filesystem") + " as /");
        }
        if (!initramfs && profile.text("kernel.source").equals("debian")) {
            complain("root.filesystem", "Debian's kernel has the drivers of disks as modules, which are in the initramfs; it is initramfs");
        }
        if (initramfs && profile.has("root.device")) {
            complain("root.device", "the initramfs is on no device; say which root.filesystem, or leave it out");
        }
        if (profile.has("network.gateway") && profile.text("network.address").equals("dhcp")) {
            complain("network.gateway", "DHCP tells the router; leave it out, or give network.address");
        }
    }

    /** Each service is in the overlay. */
    void checkServices(Path overlay) {
        for (String name : profile.words("services")) {
            if (!Files.isRegularFile(overlay.resolve("etc/sv/" + name + "/run"))) {
                complain("services", "there is no " + overlay.resolve("etc/sv/" + name + "/run") + "; there are " + String.join(" ", Overlay.services(overlay)));
            }
        }
    }

    /** The service telemetry and its settings go together. */
    void checkTelemetry(Path settings) {
        boolean service = profile.words("services").contains("telemetry");
        if (service && !Files.isRegularFile(settings)) {
            complain("services", "telemetry needs the file " + settings + ", which says where the broker is");
        } else if (!service && Files.exists(settings)) {
            complain("services", "there is " + settings + ", but not the service telemetry, which reads it");
        } else if (service && profile.has("arch") && !profile.text("arch").equals("aarch64")) {
            complain("services", "telemetry is for aarch64 only");
        }
    }

    /** A kernel of our own is described by its fragment: the driver, and what runit, the services and the state disk use. */
    void checkFragment(KernelFragment fragment) {
        if (fragment == null) {
            if (profile.text("kernel.source").equals("own")) {
                complain("kernel.source", "a kernel of your own needs a kernel.fragment beside board.properties");
            }
            return;
        }
        WatchdogDriver driver = WatchdogDriver.named(profile.text("watchdog.driver"));
        need(fragment, "WATCHDOG", "watchdogs");
        if (driver != null) {
            checkDriver(fragment, driver);
        }
        need(fragment, "DEVTMPFS", "/dev");
        need(fragment, "TMPFS", "/run and /var/log");
        need(fragment, "CGROUPS", "services that keep to a control group");
        need(fragment, "BLK_DEV_INITRD", "the initramfs");
        need(fragment, "EXT4_FS", "/var/lib/dogwatch");
        checkRootOf(fragment);
        if (profile.has("watchdog.memory")) {
            need(fragment, "PSI", "watchdog.memory");
        }
    }

    /** What / is on cannot be a module: modules are on it. */
    private void checkRootOf(KernelFragment fragment) {
        String symbol = ROOTS.get(profile.text("root.filesystem"));
        if (symbol != null && !"y".equals(fragment.value(symbol))) {
            String value = fragment.value(symbol);
            problems.add(fragment.problem(symbol, (value == null ? "it is missing" : "it is " + value) + "; / is "
                    + profile.text("root.filesystem") + " (root.filesystem in " + profile.file() + "); it is y"));
        }
    }

    private void checkDriver(KernelFragment fragment, WatchdogDriver driver) {
        need(fragment, driver.symbol(), "the driver " + driver.name());
        for (String symbol : driver.needs()) {
            need(fragment, symbol, "the driver " + driver.name());
        }
        String how = fragment.value(driver.symbol());
        if ("m".equals(how) && !driver.module()) {
            problems.add(fragment.problem(driver.symbol(), driver.name() + " cannot be a module; it is y"));
        }
        if ("m".equals(how) && driver.module() && !profile.words("kernel.modules").contains(driver.name())) {
            problems.add(fragment.problem(driver.symbol(), "as a module it must be loaded; add " + driver.name()
                    + " to kernel.modules in " + profile.file() + ", or build it in (y)"));
        }
        if (profile.flag("watchdog.nowayout") && !driver.nowayout()) {
            need(fragment, "WATCHDOG_NOWAYOUT", "watchdog.nowayout, for which " + driver.name() + " has no parameter");
        }
        if (profile.has("watchdog.pretimeout") && !driver.pretimeout()) {
            need(fragment, "WATCHDOG_HRTIMER_PRETIMEOUT", "a pretimeout, which " + driver.name() + " itself has not");
        }
        if (profile.has("watchdog.pretimeout") && driver.name().equals("softdog")) {
            need(fragment, "SOFT_WATCHDOG_PRETIMEOUT", "a pretimeout");
        }
    }

    private void need(KernelFragment fragment, String symbol, String what) {
        if (!fragment.has(symbol)) {
            problems.add(fragment.problem(symbol, (fragment.value(symbol) == null ? "it is missing" : "it is " + fragment.value(symbol))
                    + "; it is needed for " + what + "; it is y" + (symbol.equals("EXT4_FS") ? " or m" : "")));
        }
    }

    /** The modules named are those of the kernel that is put in, and the watchdog's driver is among them or built in. */
    void checkModules(KernelModules modules) {
        for (String name : profile.words("kernel.modules")) {
            if (!modules.has(name)) {
                complain("kernel.modules", modules.isBuiltIn(name) ? name + " is built into this kernel; leave it out"
                        : "kernel " + modules.release() + " has no module " + name);
            }
        }
        WatchdogDriver driver = WatchdogDriver.named(profile.text("watchdog.driver"));
        if (driver == null || modules.isBuiltIn(driver.name())) {
            return;
        }
        if (!modules.has(driver.name())) {
            complain("watchdog.driver", "kernel " + modules.release() + " has no " + driver.name());
        } else if (!profile.words("kernel.modules").contains(driver.name())) {
            complain("kernel.modules", "the watchdog's driver " + driver.name() + " is a module of this kernel and must be loaded; add it");
        }
    }

    /** QEMU's values, without a machine, say nothing. */
    void checkQemu() {
        if (profile.has("qemu.devicetree") && !Files.isRegularFile(profile.file().resolveSibling(profile.text("qemu.devicetree")))) {
            complain("qemu.devicetree", "there is no " + profile.file().resolveSibling(profile.text("qemu.devicetree")));
        }
        if (profile.runsInQemu() && !profile.text("kernel.source").equals("debian")) {
            complain("qemu.machine", "QEMU needs a kernel; say kernel.source = debian");
        }
        if (!profile.runsInQemu() && profile.has("qemu.devices")) {
            complain("qemu.devices", "without qemu.machine nothing runs in QEMU");
        }
    }
}
