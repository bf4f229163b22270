package dev.dogwatch.board.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/** A tree as the kernel unpacks it: cpio "newc", all of root's, all from the same moment, inodes counted up. */
final class CpioArchive {
    private CpioArchive() {
    }

    static byte[] of(Tree tree) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CpioArchiveOutputStream out = new CpioArchiveOutputStream(bytes, CpioConstants.FORMAT_NEW)) {
            long inode = 1;
            for (Map.Entry<String, Node> node : tree.nodes().entrySet()) {
                put(out, node.getKey(), node.getValue(), inode++);
            }
        }
        return bytes.toByteArray();
    }

    private static void put(CpioArchiveOutputStream out, String path, Node node, long inode) throws IOException {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, path);
        byte[] content = {};
        entry.setInode(inode);
        switch (node) {
            case Node.Directory directory -> {
                entry.setMode(CpioConstants.C_ISDIR | directory.mode());
                entry.setNumberOfLinks(2);
            }
            case Node.RegularFile file -> {
                entry.setMode(CpioConstants.C_ISREG | file.mode());
                content = file.content();
            }
            case Node.Link link -> {
                entry.setMode(CpioConstants.C_ISLNK | 0777);
                content = link.target().getBytes(StandardCharsets.UTF_8);
            }
            case Node.CharacterDevice device -> {
                entry.setMode(CpioConstants.C_ISCHR | device.mode());
                entry.setRemoteDeviceMaj(device.major());
                entry.setRemoteDeviceMin(device.minor());
            }
        }
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }
}
