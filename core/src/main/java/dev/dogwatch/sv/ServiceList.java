package dev.dogwatch.sv;

import dev.dogwatch.os.Bytes;

/** {@code sv list}: a line for each service, its state, a tab and its name. */
final class ServiceList {
    private static final int STDOUT = 1;

    private final Report report;
    private final ServiceDirectories directories;
    private final Bytes out = new Bytes(4096);
    private final Snapshot snapshot;

    ServiceList(Report report, ServiceDirectories directories) {
        this.report = report;
        this.directories = directories;
        snapshot = new Snapshot(report);
    }

    /** Tells of all; one whose state cannot be told is a failure. */
    void tell(ServiceNames names) {
        for (int i = 0; i < names.count(); i++) {
            if (!snapshot.take(directories, names.get(i))) {
                report.countFailure();
            }
            out.put(StateWord.of(snapshot)).put("\t");
            DisplayText.put(out, names.get(i));
            out.put("\n");
        }
        out.flushTo(STDOUT);
    }
}
