package dev.dogwatch.board.image;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A root file system to be: paths without a leading slash, in order, each directory before what is in it. */
final class Tree {
    private final SortedMap<String, Node> nodes = new TreeMap<>();

    /**
     * Puts a node where there is none yet, and the directories above it, 0755, where there are none.
     *
     * @throws IllegalArgumentException if there is something else already, or something above it is no directory
     */
    void put(String path, Node node) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        int slash = relative.lastIndexOf('/');
        if (slash > 0) {
            makeDirectory(relative.substring(0, slash));
        }
        Node before = nodes.putIfAbsent(relative, node);
        if (before instanceof Node.Directory && node instanceof Node.Directory) {
            nodes.put(relative, node);
        } else if (before != null) {
            throw new IllegalArgumentException("/" + relative + " is there twice");
        }
    }

    /** Puts a node there, in place of the one that is there, if any. */
    void putOver(String path, Node node) {
        nodes.remove(path.startsWith("/") ? path.substring(1) : path);
        put(path, node);
    }

    void putText(String path, String text) {
        put(path, new Node.RegularFile(0644, text.getBytes(StandardCharsets.UTF_8)));
    }

    private void makeDirectory(String path) {
        Node there = nodes.get(path);
        if (there == null) {
            put(path, new Node.Directory(0755));
        } else if (!(there instanceof Node.Directory)) {
            throw new IllegalArgumentException("/" + path + " is no directory");
        }
    }

    boolean has(String path) {
        return nodes.containsKey(path.startsWith("/") ? path.substring(1) : path);
    }

    /** All of it; not to be changed. */
    SortedMap<String, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }
}
