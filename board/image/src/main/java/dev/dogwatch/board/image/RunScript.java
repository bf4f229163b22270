package dev.dogwatch.board.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The script {@code run}: run.sh of this package below a head of the profile's values. */
final class RunScript {
    private RunScript() {
    }

    static String of(Profile profile) throws IOException {
        StringBuilder script = new StringBuilder("#!/bin/sh\n# Made by tools/build image ").append(profile.board()).append(".\n");
        set(script, "board", profile.board());
        set(script, "arch", profile.text("arch"));
        set(script, "machine", profile.text("qemu.machine"));
        set(script, "since", profile.text("qemu.since"));
        set(script, "cpu", profile.text("qemu.cpu"));
        set(script, "memory", profile.text("qemu.memory"));
        set(script, "devices", profile.text("qemu.devices"));
        set(script, "disk", profile.text("qemu.disk"));
        set(script, "initrd_at", profile.text("qemu.initrd"));
        try (InputStream in = RunScript.class.getResourceAsStream("run.sh")) {
            return script.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)).toString();
        }
    }

    /** No value has quotes: that is part of the forms of the keys above. */
    private static void set(StringBuilder script, String name, String value) {
        script.append(name).append("='").append(value).append("'\n");
    }
}
