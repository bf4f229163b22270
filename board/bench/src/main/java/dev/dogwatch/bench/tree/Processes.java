package dev.dogwatch.bench.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What /proc tells of processes. A process that ends while it is looked at counts as gone, not as a fault. */
public final class Processes {

    /** One line of /proc/PID/stat. */
    record Stat(long pid, char state, long parent) {
    }

    private Processes() {
    }

    /** The process and everything below it. */
    public static Set<Long> tree(long root) {
        List<Stat> all = all();
        Set<Long> found = new HashSet<>();
        found.add(root);
        // A child may stand before its parent in the list, so go on until nothing new is found.
        for (int before = 0; before != found.size();) {
            before = found.size();
            for (Stat stat : all) {
                if (found.contains(stat.parent())) {
                    found.add(stat.pid());
                }
            }
        }
        return found;
    }

    /** The processes whose working directory is in there, whoever their parent is by now. */
    static List<Long> within(Path directory) {
        List<Long> found = new ArrayList<>();
        for (long pid : pids()) {
            try {
                // Text, not a path: a removed directory reads "... (deleted)".
                if (Files.readSymbolicLink(proc(pid, "cwd")).toString().startsWith(directory.toString() + "/")) {
                    found.add(pid);
                }
            } catch (IOException e) {
                // Gone, or another user's.
            }
        }
        return found;
    }

    /** Dead children of this process. */
    static List<Long> zombies() {
        long self = ProcessHandle.current().pid();
        return all().stream().filter(s -> s.parent() == self && s.state() == 'Z').map(Stat::pid).toList();
    }

    /** The number behind "KEY:" in a file such as /proc/PID/status, without its unit; 0 if the process is gone. */
    public static long number(long pid, String file, String key) {
        try {
            return parseNumber(Files.readAllLines(proc(pid, file)), key);
        } catch (IOException e) {
            return 0;
        }
    }

    static long parseNumber(List<String> lines, String key) {
        for (String line : lines) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(line.substring(key.length() + 1).trim().split("\\s+")[0]);
            }
        }
        return 0;
    }

    /** Switches of the processor away from this process, by its own will or not. */
    public static long contextSwitches(long pid) {
        return number(pid, "status", "voluntary_ctxt_switches") + number(pid, "status", "nonvoluntary_ctxt_switches");
    }

    /** How many things a process is told of by inotify. */
    public static long inotifyWatches(long pid) {
        long watches = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc(pid, "fdinfo"))) {
            for (Path descriptor : descriptors) {
                watches += Files.readAllLines(descriptor).stream().filter(line -> line.startsWith("inotify ")).count();
            }
        } catch (IOException e) {
            return 0;
        }
        return watches;
    }

    private static List<Stat> all() {
        List<Stat> all = new ArrayList<>();
        for (long pid : pids()) {
            try {
                all.add(parseStat(Files.readString(proc(pid, "stat"))));
            } catch (IOException e) {
                // Gone.
            }
        }
        return all;
    }

    static Stat parseStat(String line) {
        // The name in parentheses may hold anything, parentheses and blanks too.
        String[] rest = line.substring(line.lastIndexOf(')') + 2).split(" ");
        long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
        return new Stat(pid, rest[0].charAt(0), Long.parseLong(rest[1]));
    }

    private static List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            entries.forEach(entry -> pids.add(Long.parseLong(entry.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pids;
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }
}
