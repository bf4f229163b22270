package dev.dogwatch.board.image;

/** What can stand at a path of a root file system. All belongs to root:root; modes are permission bits. */
sealed interface Node {
    record Directory(int mode) implements Node {
    }

    record RegularFile(int mode, byte[] content) implements Node {
    }

    record Link(String target) implements Node {
    }

    record CharacterDevice(int mode, int major, int minor) implements Node {
    }
}
