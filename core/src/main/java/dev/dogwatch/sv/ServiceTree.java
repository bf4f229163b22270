package dev.dogwatch.sv;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;

/** {@code sv tree}: the directory of services, each service with its log service, and under each its processes. */
final class ServiceTree {
    private static final int STDOUT = 1;
    private static final int INDENT = 4;
    private static final long LOG = CString.of("log");

    private final Report report;
    private final ServiceDirectories directories;
    private final Bytes out = new Bytes(4096);
    private final Bytes prefix = new Bytes(256);
    private final Snapshot snapshot;
    private final ProcessTable table = new ProcessTable();
    /** For service i, at 2i, and for its log service, at 2i + 1: the pid and the state; null for no log service. */
    private int[] pids;
    private String[] words;

    ServiceTree(Report report, ServiceDirectories directories) {
        this.report = report;
        this.directories = directories;
        snapshot = new Snapshot(report);
    }

    /** Draws all; a service whose state cannot be told is a failure. */
    void draw(ServiceNames names) {
        pids = new int[names.count() * 2];
        words = new String[Math.max(names.count(), 0) * 2];
        for (int i = 0; i < names.count(); i++) {
            snapshot.take(directories, names.get(i));
            note(2 * i);
            if (snapshot.entered() && libc.chdir(LOG) == 0) {
                snapshot.take();
                note(2 * i + 1);
            }
        }
        int result = table.read();
        if (result < 0) {
            report.fatal("unable to read /proc", -result);
            report.countFailure();
        }
        for (int i = 0; i < 2 * names.count(); i++) {
            table.claim(pids[i], i);
        }
        table.settle();
        DisplayText.put(out, directories.path());
        out.put("\n");
        for (int i = 0; i < names.count(); i++) {
            service(i, names.get(i), i == names.count() - 1);
            out.flushTo(STDOUT);
        }
    }

    private void note(int half) {
        words[half] = StateWord.of(snapshot);
        pids[half] = snapshot.known() ? snapshot.pid() : 0;
        if (!snapshot.known()) {
            report.countFailure();
        }
    }

    private void service(int i, long name, boolean last) {
        prefix.clear();
        branch(last);
        DisplayText.put(out, name);
        half(2 * i);
        boolean log = words[2 * i + 1] != null;
        processes(2 * i, log);
        if (log) {
            branch(true);
            out.put("log");
            half(2 * i + 1);
            processes(2 * i + 1, false);
        }
    }

    /** Begins a line, and indents what comes below it. */
    private void branch(boolean last) {
        out.putMemory(prefix.address(), prefix.length()).put(last ? "`-- " : "|-- ");
        prefix.put(last ? "    " : "|   ");
    }

    private void half(int owner) {
        out.put(": ").put(words[owner]);
        int place = table.find(pids[owner]);
        if (place != ProcessTable.NONE) {
            out.put(", ");
            process(place);
        } else {
            out.put("\n");
        }
    }

    private void process(int place) {
        DisplayText.put(out, table.name(place));
        out.put(" (").putNumber(table.pid(place)).put(")\n");
    }

    /** All below the main process, each under its parent; {@code more}: something else follows on the first level. */
    private void processes(int owner, boolean more) {
        int root = table.find(pids[owner]);
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
