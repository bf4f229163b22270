package dev.dogwatch.runsvdir;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.FileStatus;

/** The ./run of a service directory that may still be in the making. */
final class RunScript {
    private static final Bytes PATH = new Bytes(300);

    private RunScript() {
    }

    /** Whether the directory has a ./run that its owner may execute. */
    static boolean isThere(long directory, FileStatus look) {
        long path = PATH.clear().putCString(directory).put("/run").terminate();
        return look.of(path) == 0 && look.ownerMayExecute();
    }
}
