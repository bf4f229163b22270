package dev.dogwatch.watchdog;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Clock;
import dev.dogwatch.os.FileStatus;
import dev.dogwatch.os.Messages;
import dev.dogwatch.os.Spawn;
import dev.dogwatch.os.ValueFile;
import dev.dogwatch.runsvdir.ServiceTable;

/** The services with a file {@code critical}, as many as there are: the file may come and go. */
final class CriticalServices {
    /** ns of grace when the file says nothing. */
    private static final long GRACE = 30 * Clock.SECOND;
    /** ns: a service that is being started must have time to come up. */
    private static final long LEAST_GRACE = Clock.SECOND;

    private final ServiceTable services;
    private final long directory;
    private final Configuration configuration;
    private final Messages messages;
    private final Bytes path = new Bytes(256);
    private final ValueFile file = new ValueFile(new Bytes(128), 100);
    private final FileStatus look = new FileStatus();
    private final Spawn spawn;
    private CriticalService[] critical = new CriticalService[8];
    private int count;
    private boolean changed;

    CriticalServices(ServiceTable services, long directory, Configuration configuration, Messages messages) {
        this.services = services;
        this.directory = directory;
        this.configuration = configuration;
        this.messages = messages;
        long program = CString.of("./check");
        spawn = new Spawn(program, program).withoutStdout().session(true);
    }

    int count() {
        return count;
    }

    /** Finds out which services are critical now. */
    void find(long now) {
        for (int i = 0; i < count; i++) {
            critical[i].unseen = true;
        }
        for (int i = 0; i < services.count(); i++) {
            if (!services.leaving(i)) {
                find(services.name(i), now);
            }
        }
        for (int i = count - 1; i >= 0; i--) {
            if (critical[i].unseen) {
                critical[i].dismiss();
                critical[i] = critical[--count];
                critical[count] = null;
                changed = true;
            }
        }
    }

    private void find(long name, long now) {
        int result = file.read(path.clear().putCString(directory).put("/").putCString(name).put("/critical").terminate());
        if (result < 0) {
            return;
        }
        int known = indexOf(name);
        long grace = grace(known < 0);
        if (known >= 0 && critical[known].grace() == grace) {
            critical[known].unseen = false;
            return;
        }
        // With another grace it is another one, the old one being unseen.
        if (count == critical.length) {
            grow();
        }
        long home = CString.copy(path.clear().putCString(directory).put("/").putCString(name).terminate());
        critical[count++] = new CriticalService(home, path, grace, configuration, messages, now);
        changed = true;
    }

    private int indexOf(long name) {
        // From the end: of two with one name, the later one is meant.
        int i = count - 1;
        while (i >= 0 && !CString.equals(critical[i].name(), name)) {
            i--;
        }
        return i;
    }

    private long grace(boolean first) {
        if (!file.isUsed()) {
            return GRACE;
        }
        long grace = file.number(Clock.SECOND);
        if (grace == ValueFile.BAD) {
            if (first) {
                messages.begin("warning").put("watchdog: ").putCString(path.address()).put(": \"").putCString(file.text())
                        .put("\" is no number of seconds, taken for 30");
                messages.send();
            }
            return GRACE;
        }
        return Math.max(grace, LEAST_GRACE);
    }

    private void grow() {
        CriticalService[] larger = new CriticalService[critical.length * 2];
        for (int i = 0; i < count; i++) {
            larger[i] = critical[i];
        }
        critical = larger;
    }

    /** Looks at each. */
    void look(long now) {
        for (int i = 0; i < count; i++) {
            critical[i].look(spawn, look, now);
            changed |= critical[i].changed();
        }
    }

    /** Puts what is wrong with the first that has been unhealthy for too long, and tells whether none has. */
    boolean areWell(Bytes reason, long now) {
        for (int i = 0; i < count; i++) {
            if (critical[i].starves(reason, now)) {
                return false;
            }
        }
        return true;
    }

    /** When one is to be looked at again, {@code otherwise} at the latest. */
    long deadline(long now, long otherwise) {
        long next = otherwise;
        for (int i = 0; i < count; i++) {
            long deadline = critical[i].deadline(otherwise);
            // What has passed has been seen in the look that is just over.
            next = deadline > now ? Math.min(next, deadline) : next;
        }
        return next;
    }

    /** Whether the child that has ended was a check of one of them. */
    boolean reaped(int child, int waitStatus) {
        for (int i = 0; i < count; i++) {
            if (critical[i].reaped(child, waitStatus)) {
                return true;
            }
        }
        return false;
    }

    /** Whether what there is to tell has changed since it was described. */
    boolean changed() {
        return changed;
    }

    void describe(Bytes out) {
        changed = false;
        for (int i = 0; i < count; i++) {
            critical[i].describe(out);
        }
    }
}
