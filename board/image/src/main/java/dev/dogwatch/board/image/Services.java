package dev.dogwatch.board.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The services of a tree: supervise directories on the tmpfs /run instead of flash, and the links of /etc/service. A service
 * directory may have a file {@code needs}, a program a line: where one of them is not in the tree, the service is left out.
 */
final class Services {
    private final Tree tree;

    Services(Tree tree) {
        this.tree = tree;
    }

    /** Redirects the supervise directories of all service directories of the tree. */
    void redirect() {
        for (String path : List.copyOf(tree.nodes().keySet())) {
            if (path.matches("etc/sv/[^/]+/run")) {
                String name = path.split("/")[2];
                tree.put("etc/sv/" + name + "/supervise", new Node.Link("/run/supervise." + name));
                if (tree.has("etc/sv/" + name + "/log")) {
                    tree.put("etc/sv/" + name + "/log/supervise", new Node.Link("/run/supervise." + name + ".log"));
                }
            }
        }
    }

    /** Makes the links; returns what was left out, as "NAME (needs PROGRAM)". */
    List<String> link(List<String> names) {
        tree.put("etc/service", new Node.Directory(0755));
        List<String> left = new ArrayList<>();
        for (String name : names) {
            String missing = missing(name);
            if (missing == null) {
                tree.put("etc/service/" + name, new Node.Link("../sv/" + name));
            } else {
                left.add(name + " (needs " + missing + ")");
            }
        }
        return left;
    }

    private String missing(String name) {
        if (tree.nodes().get("etc/sv/" + name + "/needs") instanceof Node.RegularFile needs) {
            for (String program : new String(needs.content(), StandardCharsets.UTF_8).split("\\s+")) {
                if (!program.isEmpty() && !tree.has(program)) {
                    return program;
                }
            }
        }
        return null;
    }
}
