package dev.dogwatch.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Which suites there are on this machine. tools/bench unpacks them and says where, by system properties:
 * bench.runit and bench.s6 (directories of programs), bench.busybox (the program, may be missing), bench.dogwatch.
 */
public final class Peers {
    private final List<Peer> present = new ArrayList<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    /** @param links where BusyBox's applet names can be made */
    public Peers(Path links) {
        Path runit = directory("bench.runit");
        present.add(new RunitPeer(Peer.RUNIT, "C runit", debianVersion(runit.resolve("runsvdir"), "runit"), runit));
        Path s6 = directory("bench.s6");
        present.add(new S6Peer(debianVersion(s6.resolve("s6-svscan"), "s6"), s6));
        String busybox = System.getProperty("bench.busybox", "");
        if (busybox.isEmpty()) {
            skipped.put("BusyBox", "no busybox with runit applets here (Debian's has none);"
                    + " BUSYBOX=/path/of/one tools/bench takes another");
        } else {
            present.add(new RunitPeer(Peer.BUSYBOX, "BusyBox", firstLine(busybox), applets(links, busybox)));
        }
        Path dogwatch = directory("bench.dogwatch");
        present.add(new RunitPeer(Peer.DOGWATCH, "Dogwatch", dogwatchVersion(dogwatch), dogwatch));
    }

    /** In the order of the table: the reference first, ours last. */
    public List<Peer> present() {
        return present;
    }

    /** Why a suite is not measured, by its title. */
    public Map<String, String> skipped() {
        return skipped;
    }

    private static Path directory(String property) {
        String value = System.getProperty(property);
        if (value == null || !Files.isDirectory(Path.of(value))) {
            throw new IllegalStateException(property + "=" + value + " is no directory; start this by tools/bench");
        }
        return Path.of(value);
    }

    private static Path applets(Path links, String busybox) {
        try {
            for (String name : List.of("runsvdir", "runsv", "sv", "svlogd", "chpst")) {
                Files.createSymbolicLink(links.resolve(name), Path.of(busybox));
            }
            return links;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From the changelog that each Debian package carries: the programs do not tell their version. */
    private static String debianVersion(Path program, String name) {
        try (var text = new GZIPInputStream(Files.newInputStream(
                program.toRealPath().resolveSibling("../share/doc/" + name + "/changelog.Debian.gz")))) {
            String head = new String(text.readNBytes(200), StandardCharsets.UTF_8);
            return "Debian " + head.substring(head.indexOf('(') + 1, head.indexOf(')'));
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String dogwatchVersion(Path bin) {
        Path program = bin.resolve("dogwatch");
        return Files.isExecutable(program) ? firstLine(program.toString(), "--version") : "stand-in";
    }

    private static String firstLine(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return output.lines().findFirst().orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
