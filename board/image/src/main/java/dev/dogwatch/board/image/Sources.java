package dev.dogwatch.board.image;

import java.nio.file.Path;

/**
 * What an image is made of.
 *
 * @param board     the directory of board.properties and kernel.fragment
 * @param overlay   rootfs-overlay
 * @param manifest  the manifest
 * @param programs  our programs for the board's architecture: dist/TARGET/bin
 * @param userland  the unpacked packages that the manifest's programs are taken from
 * @param kernel    where lib/modules is, or null for no kernel
 * @param telemetry the telemetry bridge for the board's architecture, or null where no board has it
 */
record Sources(Path board, Path overlay, Path manifest, Path programs, Path userland, Path kernel, Path telemetry) {
}
