package dev.dogwatch.sv;

import dev.dogwatch.os.Bytes;

/** {@code sv tree}: the directory of services, each service with its log service, and under each its processes. */
final class ServiceTree {
    private static final int INDENT = 4;

    private final Observation observation;
    private final ProcessTable table;
    private final Bytes out;
    private final Bytes prefix = new Bytes(256);

    ServiceTree(Observation observation) {
        this.observation = observation;
        table = observation.processes;
        out = observation.out;
    }

    /** Draws all; a service whose state cannot be told is a failure. */
    void draw() {
        observation.readProcesses();
        DisplayText.put(out, observation.directories.path());
        out.put("\n");
        for (int i = 0; i < observation.count(); i++) {
            prefix.clear();
            observation.countIfUnknown(observation.look(i));
            branch(i == observation.count() - 1);
            DisplayText.put(out, observation.name(i));
            int main = half();
            observation.lookAtLog();
            boolean log = observation.snapshot.exists();
            processes(main, log);
            if (log) {
                observation.countIfUnknown(observation.snapshot.known());
                branch(true);
                out.put("log");
                processes(half(), false);
            }
            out.flushTo(1);
        }
    }

    /** Begins a line, and indents what comes below it. */
    private void branch(boolean last) {
        out.putMemory(prefix.address(), prefix.length()).put(last ? "`-- " : "|-- ");
        prefix.put(last ? "    " : "|   ");
    }

    /** The state and the main process of what was looked at last; its place. */
    private int half() {
        Snapshot snapshot = observation.snapshot;
        int main = snapshot.known() ? table.find(snapshot.pid()) : ProcessTable.NONE;
        out.put(": ").put(StateWord.of(snapshot));
        if (main == ProcessTable.NONE) {
            out.put("\n");
        } else {
            out.put(", ");
            process(main);
        }
        return main;
    }

    private void process(int place) {
        DisplayText.put(out, table.name(place));
        out.put(" (").putNumber(table.pid(place)).put(")\n");
    }

    /** All below the main process, each under its parent; {@code more}: something else follows on the first level. */
    private void processes(int root, boolean more) {
        int node = root;
        int after = ProcessTable.NONE;
        while (root != ProcessTable.NONE) {
            int child = childAfter(root, node, after);
            if (child != ProcessTable.NONE) {
                branch(childAfter(root, node, child) == ProcessTable.NONE && !(more && node == root));
                process(child);
                node = child;
                after = ProcessTable.NONE;
            } else if (node != root) {
                prefix.cut(prefix.length() - INDENT);
                after = node;
                node = parent(root, node);
            } else {
                return;
            }
        }
    }

    private int childAfter(int root, int node, int after) {
        for (int i = after + 1; i < table.count(); i++) {
            if (i != root && table.owner(i) == table.owner(root) && parent(root, i) == node) {
                return i;
            }
        }
        return ProcessTable.NONE;
    }

    /** Orphans stand under the main process. */
    private int parent(int root, int i) {
        int parent = table.parent(i);
        return parent == ProcessTable.NONE ? root : parent;
    }
}
