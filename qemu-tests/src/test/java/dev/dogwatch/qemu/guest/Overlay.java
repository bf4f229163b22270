package dev.dogwatch.qemu.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * Files that one test adds to the initramfs, or puts in place of those that are there: a second archive behind the image's, which the kernel
 * unpacks over it. Nothing can be taken away so. All belongs to root.
 */
public final class Overlay {

    private record Entry(long mode, byte[] content) {
    }

    // Sorted, so that a directory comes before what is in it.
    private final Map<String, Entry> entries = new TreeMap<>();

    /** A directory with those above it; whatever is there already stays as it is. */
    public Overlay directory(String path) {
        return put(path, CpioConstants.C_ISDIR | 0755, new byte[0]);
    }

    /** A file of text, mode 0644. */
    public Overlay file(String path, String text) {
        return put(path, CpioConstants.C_ISREG | 0644, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A shell script, mode 0755. */
    public Overlay script(String path, String body) {
        return put(path, CpioConstants.C_ISREG | 0755, ("#!/bin/sh\n" + body + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The program trouble as /usr/bin/trouble. */
    public Overlay trouble() {
        return put("/usr/bin/trouble", CpioConstants.C_ISREG | 0755, Trouble.program());
    }

    public Overlay link(String path, String target) {
        return put(path, CpioConstants.C_ISLNK | 0777, target.getBytes(StandardCharsets.UTF_8));
    }

    /** A value of runsvdir's watchdog, in /etc/dogwatch/watchdog. */
    public Overlay watchdog(String name, String value) {
        return file("/etc/dogwatch/watchdog/" + name, value + "\n");
    }

    /** A service directory in /etc/sv, linked from /etc/service, whose supervise directory is on tmpfs as that of the others is. */
    public Overlay service(String name, String run) {
        script("/etc/sv/" + name + "/run", run);
        link("/etc/sv/" + name + "/supervise", "/run/supervise." + name);
        return link("/etc/service/" + name, "../sv/" + name);
    }

    private Overlay put(String path, long mode, byte[] content) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(path + " does not begin at the root");
        }
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            entries.putIfAbsent(path.substring(0, slash), new Entry(CpioConstants.C_ISDIR | 0755, new byte[0]));
        }
        entries.put(path, new Entry(mode, content));
        return this;
    }

    /** Writes an initramfs with these files over those of another. */
    void over(Path initramfs, Path result) {
        try (OutputStream out = Files.newOutputStream(result)) {
            Files.copy(initramfs, out);
            if (entries.isEmpty()) {
                return;
            }
            try (CpioArchiveOutputStream archive = new CpioArchiveOutputStream(new GZIPOutputStream(out), CpioConstants.FORMAT_NEW)) {
                long inode = 1;
                for (Map.Entry<String, Entry> named : entries.entrySet()) {
                    Entry entry = named.getValue();
                    CpioArchiveEntry header = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, named.getKey().substring(1), entry.content.length);
                    header.setMode(entry.mode);
                    header.setInode(inode++);
                    header.setNumberOfLinks((entry.mode & CpioConstants.S_IFMT) == CpioConstants.C_ISDIR ? 2 : 1);
                    archive.putArchiveEntry(header);
                    archive.write(entry.content);
                    archive.closeArchiveEntry();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + result, e);
        }
    }
}
