package dev.dogwatch.telemetry.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files {@code boot} and {@code watchdog} in /run/dogwatch: KEY=VALUE lines, and sections of them ([device], [critical]). */
final class RunFiles {
    private static final int MOST = 256 * 1024;

    private final Path directory;

    RunFiles(Path directory) {
        this.directory = directory;
    }

    /** The file boot; null when it is not there, or is none. */
    BootReport boot() {
        List<Section> sections = read("boot");
        if (sections == null) {
            return null;
        }
        Section all = sections.getFirst();
        long boots = all.number("boots", 0);
        String cause = all.value("cause");
        return boots < 1 || cause.isEmpty() ? null
                : new BootReport(boots, cause, all.valueOrNull("reason"), Math.max(all.number("resets", 0), 0));
    }

    /** The file watchdog; null when it is not there, or is none. */
    WatchdogState watchdog() {
        List<Section> sections = read("watchdog");
        if (sections == null || sections.getFirst().value("gate").isEmpty()) {
            return null;
        }
        Section all = sections.getFirst();
        List<WatchdogState.Device> devices = new ArrayList<>();
        List<WatchdogState.Critical> critical = new ArrayList<>();
        for (Section section : sections) {
            switch (section.name) {
                case "device" -> devices.add(new WatchdogState.Device(section.value("path"), section.value("state")));
                case "critical" -> critical.add(new WatchdogState.Critical(section.value("name"), section.value("state"),
                        section.number("grace", 1)));
                default -> { }
            }
        }
        return new WatchdogState(all.value("gate"), all.valueOrNull("reason"), all.value("safe-mode").equals("yes"), devices,
                critical);
    }

    private List<Section> read(String file) {
        byte[] content;
        try (var in = Files.newInputStream(directory.resolve(file))) {
            content = in.readNBytes(MOST);
        } catch (IOException e) {
            return null;
        }
        List<Section> sections = new ArrayList<>(List.of(new Section("")));
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                sections.add(new Section(line.substring(1, line.length() - 1)));
            } else if (equals > 0) {
                sections.getLast().values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return sections;
    }

    private static final class Section {
        private final String name;
        private final Map<String, String> values = new HashMap<>();

        Section(String name) {
            this.name = name;
        }

        String value(String key) {
            return values.getOrDefault(key, "");
        }

        String valueOrNull(String key) {
            String value = value(key);
            return value.isEmpty() ? null : value;
        }

        long number(String key, long otherwise) {
            try {
                return Long.parseLong(value(key));
            } catch (NumberFormatException e) {
                return otherwise;
            }
        }
    }
}
