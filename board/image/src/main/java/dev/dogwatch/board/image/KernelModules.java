package dev.dogwatch.board.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The modules of a kernel: a directory lib/modules/RELEASE with the modules.dep that depmod(8) made. A module's name is its
 * file's without .ko, with underscores for hyphens.
 */
final class KernelModules {
    private final Path directory;
    private final Map<String, String> paths = new HashMap<>();
    private final Map<String, List<String>> dependencies = new HashMap<>();
    private final Set<String> builtIn = new TreeSet<>();

    private KernelModules(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads modules.dep and modules.builtin below {@code root}/lib/modules, where there must be one release.
     *
     * @throws IOException if there is not
     */
    static KernelModules read(Path root) throws IOException {
        try (Stream<Path> releases = Files.list(root.resolve("lib/modules"))) {
            KernelModules modules = new KernelModules(releases.findFirst()
                    .orElseThrow(() -> new IOException(root + "/lib/modules is empty")));
            modules.readDependencies();
            modules.readBuiltIn();
            return modules;
        }
    }

    private void readDependencies() throws IOException {
        for (String line : Files.readAllLines(directory.resolve("modules.dep"))) {
            String[] halves = line.split(":", 2);
            paths.put(name(halves[0]), halves[0]);
            dependencies.put(name(halves[0]), Stream.of(halves[1].strip().split(" +")).filter(path -> !path.isEmpty())
                    .map(KernelModules::name).toList());
        }
    }

    private void readBuiltIn() throws IOException {
        for (String line : Files.readAllLines(directory.resolve("modules.builtin"))) {
            builtIn.add(name(line));
        }
    }

    String release() {
        return directory.getFileName().toString();
    }

    boolean has(String module) {
        return paths.containsKey(name(module));
    }

    boolean isBuiltIn(String module) {
        return builtIn.contains(name(module));
    }

    /** The modules and all that they need, each behind what it needs. */
    SequencedSet<String> closure(List<String> modules) {
        SequencedSet<String> closure = new LinkedHashSet<>();
        for (String module : modules) {
            add(name(module), closure);
        }
        return closure;
    }

    private void add(String module, SequencedSet<String> closure) {
        if (closure.contains(module) || !paths.containsKey(module)) {
            return;
        }
        // modules.dep has the direct ones and theirs, the last needed first.
        for (String dependency : dependencies.get(module).reversed()) {
            closure.add(dependency);
        }
        closure.add(module);
    }

    /** Where it is below lib/modules/RELEASE. */
    String path(String module) {
        return paths.get(module);
    }

    byte[] content(String module) throws IOException {
        return Files.readAllBytes(directory.resolve(path(module)));
    }

    /** A modules.dep for these modules alone. */
    String index(Set<String> modules) {
        List<String> lines = new ArrayList<>();
        for (String module : modules) {
            lines.add(path(module) + ":" + String.join("", dependencies.get(module).stream().map(d -> " " + path(d)).toList()));
        }
        lines.sort(null);
        return String.join("\n", lines) + "\n";
    }

    private static String name(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.indexOf(".ko");
        return (dot < 0 ? file : file.substring(0, dot)).replace('-', '_');
    }
}
