package dev.dogwatch.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel tells of the machine, by /proc. */
final class Host {
    private Host() {
    }

    static String name() {
        String name = file("/proc/sys/kernel/hostname");
        return name.isEmpty() ? "localhost" : name;
    }

    static String kernel() {
        return file("/proc/sys/kernel/osrelease");
    }

    static String bootId() {
        return file("/proc/sys/kernel/random/boot_id");
    }

    /** As uname -m has it. */
    static String architecture() {
        String java = System.getProperty("os.arch");
        return java.equals("amd64") ? "x86_64" : java;
    }

    private static String file(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
