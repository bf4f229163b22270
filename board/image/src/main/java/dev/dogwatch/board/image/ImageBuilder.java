package dev.dogwatch.board.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Checks a board, then makes its image: all that is wrong is found before anything is written. */
final class ImageBuilder {
    private final Sources sources;
    private final List<Problem> problems = new ArrayList<>();
    private Profile profile;
    private Manifest manifest;
    private KernelModules modules;

    ImageBuilder(Sources sources) {
        this.sources = sources;
    }

    /**
     * Checks the profile and all that it refers to.
     *
     * @throws InvalidBoardException if something is wrong: everything
     * @throws IOException           if a source cannot be read
     */
    Profile check() throws IOException, InvalidBoardException {
        profile = ProfileReader.read(sources.board().resolve("board.properties"), problems);
        manifest = Manifest.read(sources.manifest(), problems);
        Path fragmentFile = sources.board().resolve("kernel.fragment");
        KernelFragment fragment = Files.exists(fragmentFile) ? KernelFragment.read(fragmentFile, problems) : null;
        BoardRules rules = new BoardRules(profile, problems);
        rules.checkWatchdog();
        rules.checkRoot();
        rules.checkServices(sources.overlay());
        rules.checkTelemetry(telemetrySettings());
        rules.checkFragment(fragment);
        rules.checkQemu();
        if (profile.text("kernel.source").equals("debian") && sources.kernel() != null) {
            modules = KernelModules.read(sources.kernel());
            rules.checkModules(modules);
        }
        complain();
        return profile;
    }

    private void complain() throws InvalidBoardException {
        if (!problems.isEmpty()) {
            throw new InvalidBoardException(problems.stream().distinct().sorted(Problem.IN_READING_ORDER).toList());
        }
    }

    /**
     * Checks, then writes {@code initramfs.cpio.gz}, {@code rootfs.tar.gz}, {@code cmdline} and {@code run} into a directory,
     * and returns what there is to say about them, a sentence each.
     */
    List<String> build(Path out) throws IOException, InvalidBoardException {
        check();
        List<String> said = new ArrayList<>();
        byte[] initramfs = gzip(CpioArchive.of(tree("initramfs", said)));
        byte[] rootfs = gzip(TarArchive.of(tree("rootfs", said)));
        complain();
        Files.createDirectories(out);
        write(out.resolve("initramfs.cpio.gz"), initramfs);
        write(out.resolve("rootfs.tar.gz"), rootfs);
        write(out.resolve("cmdline"), (KernelCommandLine.of(profile) + "\n").getBytes(StandardCharsets.UTF_8));
        write(out.resolve("run"), RunScript.of(profile).getBytes(StandardCharsets.UTF_8));
        if (!out.resolve("run").toFile().setExecutable(true, false)) {
            throw new IOException("unable to make " + out.resolve("run") + " executable");
        }
        said.add("initramfs.cpio.gz: " + initramfs.length / 1024 + " KB; rootfs.tar.gz: " + rootfs.length / 1024 + " KB");
        return said;
    }

    private Path telemetrySettings() {
        return sources.board().resolve("telemetry.properties");
    }

    private Tree tree(String kind, List<String> said) throws IOException {
        Tree tree = new Tree();
        manifest.fill(tree, Set.of(kind, profile.text("arch")), sources.userland(), problems);
        new Overlay(sources.overlay()).fill(tree, manifest, problems);
        putPrograms(tree);
        putModules(tree);
        new BoardFiles(profile, tree).fill();
        if (Files.exists(telemetrySettings())) {
            new TelemetryBridge(sources.telemetry(), profile.text("arch")).fill(tree, Files.readString(telemetrySettings()));
        }
        Services services = new Services(tree);
        services.redirect();
        List<String> left = services.link(profile.words("services"));
        if (!left.isEmpty()) {
            said.add(kind + ": left out " + String.join(", ", left));
        }
        return tree;
    }

    private void putPrograms(Tree tree) throws IOException {
        try (Stream<Path> programs = Files.list(sources.programs())) {
            for (Path program : programs.sorted().toList()) {
                String path = "usr/bin/" + program.getFileName();
                tree.put(path, Files.isSymbolicLink(program) ? new Node.Link(Files.readSymbolicLink(program).toString())
                        : new Node.RegularFile(0755, Files.readAllBytes(program)));
            }
        }
    }

    private void putModules(Tree tree) throws IOException {
        if (modules == null) {
            return;
        }
        String directory = "usr/lib/modules/" + modules.release() + "/";
        Set<String> closure = modules.closure(profile.words("kernel.modules"));
        for (String module : closure) {
            tree.put(directory + modules.path(module), new Node.RegularFile(0644, modules.content(module)));
        }
        tree.putText(directory + "modules.dep", modules.index(closure));
    }

    /** The same bytes for the same bytes: Java's gzip header has neither time nor name. */
    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Renamed when whole: a QEMU that has the old file open goes on with it. */
    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
