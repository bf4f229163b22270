package dev.dogwatch.board.image;

import java.util.ArrayList;
import java.util.List;

/** The words that the kernel is started with. */
final class KernelCommandLine {
    private KernelCommandLine() {
    }

    static String of(Profile profile) {
        List<String> words = new ArrayList<>();
        words.add("console=" + profile.text("console"));
        if (!profile.text("root.filesystem").equals("initramfs")) {
            words.add("root=" + profile.text("root.device"));
            words.add("rootfstype=" + profile.text("root.filesystem"));
            words.add("rootwait");
        }
        // In the initramfs stage 1 looks for it.
        words.add(profile.flag("root.readonly") ? "ro" : "rw");
        WatchdogDriver driver = WatchdogDriver.named(profile.text("watchdog.driver"));
        if (profile.flag("watchdog.nowayout") && driver.nowayout()) {
            words.add(driver.name() + ".nowayout=1");
        }
        words.addAll(profile.words("kernel.arguments"));
        return String.join(" ", words);
    }
}
