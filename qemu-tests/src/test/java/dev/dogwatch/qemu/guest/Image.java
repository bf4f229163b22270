package dev.dogwatch.qemu.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An image of a board as {@code tools/build image BOARD} leaves it: kernel, initramfs.cpio.gz, cmdline and the executable run.
 *
 * @param directory absolute
 */
public record Image(Path directory) {

    /** The image under test, in the directory that the system property {@code dogwatch.image} names, or where tools/build puts it. */
    public static Image underTest() {
        String chosen = System.getProperty("dogwatch.image", "");
        return chosen.isEmpty() ? of("qemu-virt-aarch64") : in(Path.of(chosen), "qemu-virt-aarch64");
    }

    /** The image of a board, where tools/build puts it. */
    public static Image of(String board) {
        return in(repository().resolve("dist/images").resolve(board), board);
    }

    private static Image in(Path directory, String board) {
        if (!Files.isExecutable(directory.resolve("run"))) {
            throw new IllegalStateException("there is no image in " + directory + "; tools/build image " + board + " makes it");
        }
        return new Image(directory.toAbsolutePath().normalize());
    }

    Path initramfs() {
        return directory.resolve("initramfs.cpio.gz");
    }

    Path run() {
        return directory.resolve("run");
    }

    /** The root of the repository. */
    static Path repository() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.exists(here.resolve("tools/lib/common.sh"))) {
                return here;
            }
        }
        throw new UncheckedIOException(new IOException("not inside the repository: " + Path.of("").toAbsolutePath()));
    }
}
