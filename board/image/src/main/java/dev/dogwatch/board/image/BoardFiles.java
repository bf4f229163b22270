package dev.dogwatch.board.image;

import java.util.List;

/** The files below /etc that a profile's values become, one value a file, and the links of /etc/service. */
final class BoardFiles {
    /** Values of /etc/dogwatch/watchdog that are written as they are. */
    private static final List<String> VALUES = List.of("timeout", "pretimeout", "stop", "shutdown", "reboot", "boot-loop", "check-interval",
            "check-limit", "memory", "descriptors", "realtime");
    private static final List<String> LISTS = List.of("device", "safe");
    private static final List<String> FLAGS = List.of("enable", "lock-memory");

    private final Profile profile;
    private final Tree tree;

    BoardFiles(Profile profile, Tree tree) {
        this.profile = profile;
        this.tree = tree;
    }

    void fill() {
        put("/etc/hostname", profile.text("hostname"));
        put("/etc/dogwatch/board", profile.board() + ": " + profile.text("title"));
        putLines("/etc/modules", profile.words("kernel.modules"));
        String[] console = profile.text("console").split(",");
        put("/etc/dogwatch/console/device", console[0]);
        put("/etc/dogwatch/console/speed", console.length > 1 ? console[1] : "115200");
        put("/etc/dogwatch/console/login", profile.text("console.login"));
        put("/etc/dogwatch/state/device", profile.text("state.device"));
        put("/etc/dogwatch/state/wait", profile.text("state.wait"));
        put("/etc/dogwatch/network/interface", profile.text("network.interface"));
        put("/etc/dogwatch/network/address", profile.text("network.address"));
        if (profile.has("network.gateway")) {
            put("/etc/dogwatch/network/gateway", profile.text("network.gateway"));
        }
        putLines("/etc/dogwatch/time/servers", profile.words("time.servers"));
        fillWatchdog();
    }

    private void fillWatchdog() {
        String directory = "/etc/dogwatch/watchdog/";
        for (String name : VALUES) {
            if (profile.has("watchdog." + name)) {
                put(directory + name, profile.text("watchdog." + name));
            }
        }
        for (String name : LISTS) {
            if (profile.has("watchdog." + name)) {
                putLines(directory + name, profile.words("watchdog." + name));
            }
        }
        if (profile.has("watchdog.disk")) {
            putLines(directory + "disk", List.of(profile.text("watchdog.disk").split(", *")));
        }
        for (String name : FLAGS) {
            if (profile.flag("watchdog." + name)) {
                tree.putText(directory + name, "");
            }
        }
    }

    private void put(String path, String value) {
        tree.putText(path, value + "\n");
    }

    private void putLines(String path, List<String> lines) {
        tree.putText(path, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }
}
