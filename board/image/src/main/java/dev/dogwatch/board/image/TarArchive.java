package dev.dogwatch.board.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tree as a tar archive (ustar with POSIX long names), all of root's, all from the same moment. */
final class TarArchive {
    private TarArchive() {
    }

    static byte[] of(Tree tree) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, Node> node : tree.nodes().entrySet()) {
                put(out, "./" + node.getKey(), node.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream out, String path, Node node) throws IOException {
        byte[] content = {};
        TarArchiveEntry entry;
        switch (node) {
            case Node.Directory directory -> {
                entry = new TarArchiveEntry(path + "/", TarConstants.LF_DIR);
                entry.setMode(directory.mode());
            }
            case Node.RegularFile file -> {
                entry = new TarArchiveEntry(path, TarConstants.LF_NORMAL);
                entry.setMode(file.mode());
                content = file.content();
            }
            case Node.Link link -> {
                entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
                entry.setMode(0777);
                entry.setLinkName(link.target());
            }
            case Node.CharacterDevice device -> {
                entry = new TarArchiveEntry(path, TarConstants.LF_CHR);
                entry.setMode(device.mode());
                entry.setDevMajor(device.major());
                entry.setDevMinor(device.minor());
            }
        }
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        entry.setModTime(0L);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }
}
