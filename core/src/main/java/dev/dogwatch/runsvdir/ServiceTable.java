package dev.dogwatch.runsvdir;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.libc.Abi;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Poll;
import dev.dogwatch.runsv.SupervisorNote;

/** The service directories that runsvdir knows, as many as there are. */
public final class ServiceTable {
    private final SupervisorNote note;
    private ServiceEntry[] entries = new ServiceEntry[64];
    private int count;
    /** Where the last one was found: directories are read in the same order again and again. */
    private int last;
    /** The earliest of all {@link ServiceEntry#startAt}, or earlier. */
    private long nextStart = Poll.NEVER;

    ServiceTable(SupervisorNote note) {
        this.note = note;
    }

    /** The entry of a directory, null when it is new. */
    ServiceEntry find(long device, long inode) {
        int at = last;
        for (int i = 0; i < count; i++) {
            // Beyond the end also when entries were removed meanwhile.
            at = at + 1 < count ? at + 1 : 0;
            if (entries[at].inode == inode && entries[at].device == device) {
                last = at;
                return entries[at];
            }
        }
        return null;
    }

    /** The entry whose runsv this child is, null for a stranger. */
    ServiceEntry byPid(int child) {
        for (int i = 0; i < count; i++) {
            if (entries[i].pid == child && entries[i].adopted == 0) {
                return entries[i];
            }
        }
        return null;
    }

    /** The entry of an adopted runsv whose end this watch tells, null when there is none. */
    ServiceEntry byWatch(int watch) {
        for (int i = 0; i < count; i++) {
            if (entries[i].watch == watch) {
                return entries[i];
            }
        }
        return null;
    }

    /** A new entry; the name becomes ours. */
    ServiceEntry add(long device, long inode, long name) {
        if (count == entries.length) {
            ServiceEntry[] larger = new ServiceEntry[entries.length * 2];
            for (int i = 0; i < count; i++) {
                larger[i] = entries[i];
            }
            entries = larger;
        }
        ServiceEntry entry = new ServiceEntry(device, inode, name);
        entries[count++] = entry;
        return entry;
    }

    /** Forgets an entry. */
    void remove(ServiceEntry entry) {
        for (int i = 0; i < count; i++) {
            if (entries[i] == entry) {
                count--;
                for (int at = i; at < count; at++) {
                    entries[at] = entries[at + 1];
                }
                entries[count] = null;
                libc.free(entry.name);
                return;
            }
        }
    }

    /** Sets when the entry's runsv is to be started, or to be looked at. */
    void startAt(ServiceEntry entry, long time) {
        entry.startAt = time;
        nextStart = Math.min(nextStart, time);
    }

    /** No runsv is to be started before this time (monotonic ns). */
    long nextStart() {
        return nextStart;
    }

    /** Lets what is due wait until this time (monotonic ns). */
    void nextStart(long time) {
        nextStart = time;
    }

    /** Finds out anew when the next runsv is to be started. */
    void updateNextStart() {
        nextStart = Poll.NEVER;
        for (int i = 0; i < count; i++) {
            if (!entries[i].retired || entries[i].adopted != 0) {
                nextStart = Math.min(nextStart, entries[i].startAt);
            }
        }
    }

    /** How many services there are. */
    public int count() {
        return count;
    }

    /** The C string of a service's name; it may be gone in the next turn. */
    public long name(int i) {
        return entries[i].name;
    }

    /** The pid of a service's runsv, 0 while it has none. */
    public int supervisor(int i) {
        return entries[i].pid;
    }

    /** Since when a service has had no runsv, if it has none (monotonic ns). */
    public long goneSince(int i) {
        return entries[i].goneAt;
    }

    /** A number that the {@link Duty} keeps for a service's runsv; 0 at first, and of each new one. */
    public long mark(int i) {
        return entries[i].mark;
    }

    /** Sets it. */
    public void mark(int i, long value) {
        entries[i].mark = value;
    }

    /** Whether a service's runsv is a child of ours: of no other are we told when it is stopped. */
    public boolean isChild(int i) {
        return entries[i].adopted == 0;
    }

    /** Whether a signal has stopped a service's runsv, if it is a child of ours. */
    public boolean stopped(int i) {
        return entries[i].stopped;
    }

    /** Whether a service's directory has gone, and its runsv is on its way out. */
    public boolean leaving(int i) {
        return entries[i].retired;
    }

    /** Whether a service's runsv may not be there yet, because its directory is in the making. */
    public boolean inTheMaking(int i, long now) {
        return now < entries[i].emptyUntil;
    }

    ServiceEntry get(int i) {
        return entries[i];
    }

    void markUnseen() {
        for (int i = 0; i < count; i++) {
            entries[i].unseen = true;
        }
    }

    /** Tells the runsv of every entry that the scan has not seen to leave. */
    void retireUnseen() {
        for (int i = count - 1; i >= 0; i--) {
            ServiceEntry entry = entries[i];
            if (entry.unseen) {
                retire(entry);
            }
        }
    }

    /** A directory (no link to one) of this name was deleted: whatever has the name or the inode now is another. */
    void retireNamed(long name) {
        for (int i = count - 1; i >= 0; i--) {
            if (CString.equals(entries[i].name, name)) {
                retire(entries[i]);
            }
        }
    }

    private void retire(ServiceEntry entry) {
        if (entry.pid == 0) {
            remove(entry);
        } else if (!entry.retired) {
            entry.retired = true;
            signal(entry, Abi.SIGTERM);
        }
    }

    /** Sends a signal to every runsv. */
    void signalAll(int signal) {
        for (int i = 0; i < count; i++) {
            if (entries[i].pid != 0) {
                signal(entries[i], signal);
            }
        }
    }

    /** The pid of one that is no child of ours may be another's by now. */
    private void signal(ServiceEntry entry, int signal) {
        if (entry.adopted == 0 || note.lives(entry.pid, entry.adopted)) {
            libc.kill(entry.pid, signal);
        }
    }
}
