package dev.dogwatch.chpst;

import static dev.dogwatch.libc.Edge.libc;

import dev.dogwatch.os.Bytes;
import dev.dogwatch.os.CString;
import dev.dogwatch.os.Memory;

/** A user id and group ids to become, or to tell of in the environment (contract, chpst, "-u"). */
final class Identity {
    private static final int MOST_GROUPS = 60;
    private static final int ID_SIZE = 4;
    private static final long LARGEST_ID = 0xffffffffL;

    private final AccountFile users = new AccountFile(CString.of("/etc/passwd"), 2);
    private final AccountFile groups = new AccountFile(CString.of("/etc/group"), 1);
    private final long gids = Memory.permanent(MOST_GROUPS * ID_SIZE);
    private int count;
    private int uid;

    private Identity() {
    }

    /** Of an account and its own group; ends the program when there is no such account. */
    static Identity ofAccount(long name) {
        Identity identity = new Identity();
        int found = identity.takeUser(name, CString.length(name), true);
        if (found < 0) {
            Chpst.die("unable to get password file entry", -found);
        }
        if (found == 0) {
            Chpst.die("unknown account: ", name, 0);
        }
        return identity;
    }

    /**
     * Of what -u and -U take: {@code USER}, {@code USER:GROUP[:GROUP]...} or, by number, {@code :UID:GID[:GID]...}. Ends
     * the program when that is not to be had.
     */
    static Identity of(long text) {
        Identity identity = new Identity();
        if (libc.getByte(text) == ':') {
            if (!identity.takeNumbers(text + 1)) {
                Chpst.die("invalid uid/gids: ", text + 1, 0);
            }
            return identity;
        }
        int found = identity.takeNames(text);
        if (found < 0) {
            Chpst.die("unable to get password/group file entry", -found);
        }
        if (found == 0) {
            Chpst.die("unknown user/group: ", text, 0);
        }
        return identity;
    }

    /** Becomes it: groups first, since a user other than root may not. Ends the program when one is refused. */
    void assume() {
        int result = libc.setgroups(count, gids);
        if (result < 0) {
            Chpst.die("unable to setgroups", -result);
        }
        result = libc.setgid(libc.getInt(gids));
        if (result < 0) {
            Chpst.die("unable to setgid", -result);
        }
        result = libc.setuid(uid);
        if (result < 0) {
            Chpst.die("unable to setuid", -result);
        }
    }

    /** Tells it in the variables UID and GID. */
    void tell(EnvironmentChanges changes) {
        changes.set(CString.of("GID"), decimal(libc.getInt(gids)));
        changes.set(CString.of("UID"), decimal(uid));
    }

    private static long decimal(int id) {
        return new Bytes(16).putNumber(id & LARGEST_ID).terminate();
    }

    private int takeUser(long name, int length, boolean withGroup) {
        int found = users.find(name, length);
        if (found == 1) {
            uid = users.number(0);
            if (withGroup) {
                add(users.number(1));
            }
        }
        return found;
    }

    /** 1, 0 or {@code -errno}, as {@link AccountFile#find}. Groups beyond the most there may be are not looked at. */
    private int takeNames(long text) {
        int length = lengthOfPart(text);
        boolean withGroups = libc.getByte(text + length) == ':';
        int found = takeUser(text, length, !withGroups);
        long at = text + length;
        while (found == 1 && libc.getByte(at) == ':' && count < MOST_GROUPS) {
            length = lengthOfPart(at + 1);
            found = groups.find(at + 1, length);
            if (found == 1) {
                add(groups.number(0));
            }
            at += 1 + length;
        }
        return found;
    }

    private static int lengthOfPart(long text) {
        int n = 0;
        while (libc.getByte(text + n) != 0 && libc.getByte(text + n) != ':') {
            n++;
        }
        return n;
    }

    /** False when it is not UID:GID. A number that is left out is 0; only the low 32 bits count. */
    private boolean takeNumbers(long text) {
        UnsignedDecimal number = new UnsignedDecimal(text);
        uid = (int) number.value();
        if (libc.getByte(number.end()) != ':') {
            return false;
        }
        long at = number.end();
        while (libc.getByte(at) == ':' && count < MOST_GROUPS) {
            number = new UnsignedDecimal(at + 1);
            add((int) number.value());
            at = number.end();
        }
        // A colon behind the last that there may be is one too many only if something follows it.
        return libc.getByte(at) == 0 || count == MOST_GROUPS && libc.getByte(at) == ':' && libc.getByte(at + 1) == 0;
    }

    private void add(int gid) {
        libc.putInt(gids + (long) count * ID_SIZE, gid);
        count++;
    }
}
