package dev.dogwatch.libc;

/**
 * Every method of {@link Libc} with good and bad arguments, one line of text on descriptor 1 for each: the method's
 * name, the case, what came back. Run on a JVM ({@link PanamaLibcChecks}) and compiled ahead of time
 * ({@link NativeLibcChecks}); the two texts must be the same, so what may differ (pids, times, addresses) is turned
 * into words here. Written in the subset of Java that the ahead-of-time compiler gets right.
 *
 * <p>What it needs: {@value #DIRECTORY} in the environment, the real path of an empty directory; PATH; HUP and TERM
 * ignored, USR2 not; on a JVM CHLD and USR1 blocked from the start, see {@link PanamaLibc}; a umask of 022; no
 * children; not to be a process group's leader.
 *
 * <p>The process ends by {@link Libc#execve} of a shell that exits with {@value #EXIT_AFTER_EXECVE}, or, with
 * {@value #ONLY_EXIT} in the environment, at once by {@link Libc#exit} with {@value #EXIT_AT_ONCE}.
 */
final class LibcChecks {
    static final String DIRECTORY = "LIBC_CHECKS_DIRECTORY";
    static final String ONLY_EXIT = "LIBC_CHECKS_ONLY_EXIT";
    static final int EXIT_AT_ONCE = 9;
    static final int EXIT_AFTER_EXECVE = 7;

    private static final Libc C = Edge.libc;

    private static final int BUFFER_SIZE = 4096;
    private static final long BUFFER = C.malloc(BUFFER_SIZE);
    /** An int for a wait status, two for a pipe. */
    private static final long INTS = C.malloc(12);
    private static final long REQUEST = C.malloc(SpawnRequest.SIZE);
    private static final long ERROR = C.malloc(4);
    private static final long STEP = C.malloc(4);

    private static final int BAD_FD = 999;
    private static final int BAD_FLAGS = 0x7fff0000;
    private static final long HUGE = 1L << 62;
    private static final long MILLISECOND = 1_000_000;
    private static final long YEAR_2020 = 1_577_836_800_000_000_000L;
    /** AT_SYMLINK_NOFOLLOW and the like end far below this bit. */
    private static final int BAD_STATX_FLAG = 0x40000000;
    private static final int TO_LIST = Abi.O_RDONLY | Abi.O_CLOEXEC;
    private static final int POLLNVAL = 32;
    private static final int SIGNAL_OUT_OF_RANGE = 999;

    private LibcChecks() {
    }

    static void run() {
        if (environment(ONLY_EXIT) != 0) {
            line("exit", "at once", EXIT_AT_ONCE);
            C.exit(EXIT_AT_ONCE);
        }
        memory();
        environment();
        paths();
        filesAndDescriptors();
        directories();
        pipes();
        processes();
        spawning();
        spawnFailures();
        childState();
        signals();
        polling();
        clocks();
        inotify();
        searching();
        modesAndSync();
        pipesThatAreSpliced();
        datagrams();
        credentials();
        timers();
        edges();
        exceptions();
        limits();
        identity();
        execution();
    }

    private static void memory() {
        long block = C.malloc(64);
        line("malloc", "64 bytes", block != 0 ? "given" : "refused");
        line("malloc", "too much", C.malloc(HUGE));

        C.putByte(block, 0x180);
        line("putByte", "keeps the low byte of 0x180", C.getByte(block));
        line("getByte", "is signed", C.getByte(block) < 0 ? "yes" : "no");
        C.putShort(block, 0x18001);
        line("putShort", "keeps the low half of 0x18001", C.getShort(block));
        line("getShort", "first byte in memory", C.getByte(block));
        C.putInt(block, 0x81020304);
        line("putInt", "0x81020304", C.getInt(block));
        line("getInt", "first byte in memory", C.getByte(block));
        C.putLong(block, 0x8102030405060708L);
        line("putLong", "0x8102030405060708", C.getLong(block));
        line("getLong", "first byte in memory", C.getByte(block));
        C.putPointer(block + 8, block);
        line("putPointer", "and back", C.getPointer(block + 8) == block ? "same" : "changed");
        line("getPointer", "leaves its neighbour", C.getLong(block) == 0x8102030405060708L ? "same" : "changed");
        line("pointerSize", "here", C.pointerSize());

        long grown = C.realloc(block, 100_000);
        line("realloc", "keeps what was there", C.getLong(grown));
        line("realloc", "too much", C.realloc(grown, HUGE));
        line("realloc", "refused: the old block stays", C.getLong(grown));

        putString(grown, "abcdef");
        C.memmove(grown + 2, grown, 4);
        line("memmove", "upwards, overlapping", string(grown));
        C.memmove(grown, grown + 1, 5);
        line("memmove", "downwards, overlapping", string(grown));
        C.memmove(grown, grown + 3, 0);
        line("memmove", "nothing", string(grown));
        C.free(grown);
        C.free(0);
        line("free", "a block, and nothing", "done");
    }

    private static void environment() {
        line("environ", "has what the parent put there", environment(DIRECTORY) != 0 ? "yes" : "no");
        line("environ", "has no more", environment("LIBC_CHECKS_NOT_THERE") != 0 ? "yes" : "no");
    }

    /** Leaves the process in the scratch directory, so that everything after this uses short relative paths. */
    private static void paths() {
        long scratch = environment(DIRECTORY);
        line("chdir", "scratch directory", C.chdir(scratch));
        line("chdir", "missing", C.chdir(c("missing")));

        long length = C.readlink(c("/proc/self/cwd"), BUFFER, BUFFER_SIZE - 1);
        terminate(BUFFER, length);
        line("readlink", "current directory", same(BUFFER, scratch) ? "the scratch directory" : string(BUFFER));
        line("readlink", "cut to three bytes", C.readlink(c("/proc/self/cwd"), BUFFER, 3));
        line("readlink", "missing", C.readlink(c("missing"), BUFFER, BUFFER_SIZE));
        line("readlink", "no link", C.readlink(c("/"), BUFFER, BUFFER_SIZE));

        line("mkdir", "new", C.mkdir(c("sub"), 0777));
        line("mkdir", "again", C.mkdir(c("sub"), 0777));
        line("mkdir", "below what is missing", C.mkdir(c("missing/sub"), 0777));
        line("mkfifo", "new", C.mkfifo(c("fifo"), 0600));
        line("mkfifo", "again", C.mkfifo(c("fifo"), 0600));
        line("statx", "mode of a directory", mode("sub"));
        line("statx", "mode of a fifo", mode("fifo"));
        line("open", "fifo without a reader", C.open(c("fifo"), Abi.O_WRONLY | Abi.O_NONBLOCK, 0));
    }

    private static void filesAndDescriptors() {
        line("open", "missing file", C.open(c("missing"), Abi.O_RDONLY, 0));
        line("open", "directory to write", C.open(c("sub"), Abi.O_WRONLY, 0));
        line("open", "below what is no directory", C.open(c("fifo/file"), Abi.O_RDONLY, 0));
        line("open", "name too long", C.open(longName(), Abi.O_RDONLY, 0));

        int fd = C.open(c("file"), Abi.O_WRONLY | Abi.O_CREAT | Abi.O_TRUNC | Abi.O_CLOEXEC, 0666);
        line("open", "new file", known(fd));
        line("statx", "mode of a file made with 0666", mode("file"));
        line("write", "ten bytes", C.write(fd, c("0123456789"), 10));
        line("write", "nothing", C.write(fd, BUFFER, 0));
        line("write", "from nowhere", C.write(fd, 0, 1));
        line("read", "from a descriptor to write", C.read(fd, BUFFER, 1));
        line("close", "open", C.close(fd));
        line("close", "closed", C.close(fd));
        line("write", "closed", C.write(fd, BUFFER, 1));

        fd = C.open(c("file"), Abi.O_WRONLY | Abi.O_APPEND, 0);
        line("write", "appended", C.write(fd, c("ab"), 2));
        line("fcntl", "F_GETFD", C.fcntl(fd, Abi.F_GETFD, 0));
        line("fcntl", "F_SETFD", C.fcntl(fd, Abi.F_SETFD, Abi.FD_CLOEXEC));
        line("fcntl", "F_GETFD after that", C.fcntl(fd, Abi.F_GETFD, 0));
        line("fcntl", "bad command", C.fcntl(fd, 9999, 0));
        line("fcntl", "bad descriptor", C.fcntl(BAD_FD, Abi.F_GETFD, 0));
        line("dup2", "to 60", C.dup2(fd, 60));
        line("fcntl", "F_GETFD of a duplicate", C.fcntl(60, Abi.F_GETFD, 0));
        line("dup2", "bad descriptor", C.dup2(BAD_FD, 61));
        line("dup2", "bad target", C.dup2(fd, -1));
        C.close(60);
        C.close(fd);

        fd = C.open(c("file"), Abi.O_RDWR, 0);
        line("pwrite", "in the middle", C.pwrite(fd, c("XY"), 2, 3));
        line("pwrite", "bad descriptor", C.pwrite(BAD_FD, c("XY"), 2, 3));
        line("pread", "in the middle", C.pread(fd, BUFFER, 4, 2));
        terminate(BUFFER, 4);
        line("pread", "what stood there", string(BUFFER));
        line("pread", "behind the end", C.pread(fd, BUFFER, 4, 4000));
        C.close(fd);

        int reader = C.open(c("file"), Abi.O_RDONLY, 0);
        long n = C.read(reader, BUFFER, BUFFER_SIZE - 1);
        line("read", "whole file", n);
        terminate(BUFFER, n);
        line("read", "what stood in it", string(BUFFER));
        line("read", "at the end", C.read(reader, BUFFER, 1));
        line("read", "bad descriptor", C.read(BAD_FD, BUFFER, 1));
        locks(reader);
        C.close(reader);

        line("statx", "links", statx("file", Abi.STATX_NLINK) == 0 ? C.getInt(BUFFER + Abi.STATX_AT_NLINK) : -1);
        statx("file", Abi.STATX_INO);
        long inode = C.getLong(BUFFER + Abi.STATX_AT_INO);
        line("rename", "a file", C.rename(c("file"), c("renamed")));
        line("rename", "missing", C.rename(c("missing"), c("renamed")));
        line("rename", "a file onto a directory", C.rename(c("renamed"), c("sub")));
        line("statx", "missing", statx("file", Abi.STATX_MODE));
        statx("renamed", Abi.STATX_INO | Abi.STATX_MTIME);
        line("statx", "inode after rename", C.getLong(BUFFER + Abi.STATX_AT_INO) == inode ? "same" : "another");
        long modified = C.getLong(BUFFER + Abi.STATX_AT_MTIME_SEC);
        long age = C.clock_gettime(Abi.CLOCK_REALTIME) / 1_000_000_000 - modified;
        line("statx", "modified", age >= -1 && age < 3600 ? "just now" : "some other time");
        int nanos = C.getInt(BUFFER + Abi.STATX_AT_MTIME_NSEC);
        line("statx", "its nanoseconds", nanos >= 0 && nanos < 1_000_000_000 ? "in range" : "out of range");
        line("statx", "bad flags",
                C.statx(Abi.AT_FDCWD, c("renamed"), BAD_STATX_FLAG, Abi.STATX_MODE, BUFFER));
        line("statx", "bad directory", C.statx(BAD_FD, c("renamed"), 0, Abi.STATX_MODE, BUFFER));
        line("chdir", "file", C.chdir(c("renamed")));
        line("chmod", "a file", C.chmod(c("renamed"), 0100));
        line("statx", "mode after that", mode("renamed"));
        line("chmod", "missing", C.chmod(c("missing"), 0));
        line("symlink", "new", C.symlink(c("renamed"), c("link")));
        line("symlink", "again", C.symlink(c("renamed"), c("link")));
        line("readlink", "where it points", C.readlink(c("link"), BUFFER, BUFFER_SIZE));
        C.unlink(c("link"));
        int cut = C.open(c("renamed"), Abi.O_WRONLY, 0);
        line("ftruncate", "a file", C.ftruncate(cut, 5));
        line("ftruncate", "negative", C.ftruncate(cut, -1));
        line("ftruncate", "bad descriptor", C.ftruncate(BAD_FD, 5));
        line("statx", "size after that, of a descriptor",
                C.statx(cut, c(""), Abi.AT_EMPTY_PATH, Abi.STATX_LENGTH, BUFFER) == 0
                        ? C.getLong(BUFFER + Abi.STATX_AT_LENGTH) : -1);
        C.close(cut);
        C.sync();
        line("sync", "all", "done");
        line("unlink", "a file", C.unlink(c("renamed")));
        line("unlink", "missing", C.unlink(c("renamed")));
        line("unlink", "a directory", C.unlink(c("sub")));
    }

    private static void locks(int holder) {
        int other = C.open(c("file"), Abi.O_RDONLY, 0);
        line("flock", "free", C.flock(holder, Abi.LOCK_EX | Abi.LOCK_NB));
        line("flock", "taken", C.flock(other, Abi.LOCK_EX | Abi.LOCK_NB));
        line("flock", "bad operation", C.flock(other, 0x4000));
        line("flock", "bad descriptor", C.flock(BAD_FD, Abi.LOCK_EX));
        C.close(other);
    }

    private static void directories() {
        int sub = C.open(c("sub"), TO_LIST, 0);
        int here = C.open(c("."), TO_LIST, 0);
        line("fchdir", "directory", C.fchdir(sub));
        makeFile("inner", 0644);
        line("fchdir", "back", C.fchdir(here));
        line("fchdir", "bad descriptor", C.fchdir(BAD_FD));
        int file = C.open(c("sub/inner"), Abi.O_RDONLY, 0);
        line("fchdir", "file", C.fchdir(file));

        line("getdents64", "no room for one entry", C.getdents64(sub, BUFFER, 1));
        line("getdents64", "entries", entries(sub));
        line("getdents64", "at the end", C.getdents64(sub, BUFFER, BUFFER_SIZE));
        line("getdents64", "file", C.getdents64(file, BUFFER, BUFFER_SIZE));
        line("getdents64", "bad descriptor", C.getdents64(BAD_FD, BUFFER, BUFFER_SIZE));
        C.close(file);
        C.close(here);
        C.close(sub);
    }

    /** The order of a directory is the file system's affair, so: how many, and whether the one we made is there. */
    private static String entries(int directory) {
        long n = C.getdents64(directory, BUFFER, BUFFER_SIZE);
        int count = 0;
        boolean found = false;
        long at = 0;
        while (at < n) {
            found |= same(BUFFER + at + Abi.DIRENT_AT_NAME, c("inner"));
            count++;
            at += C.getShort(BUFFER + at + Abi.DIRENT_AT_RECLEN);
        }
        return count + (found ? " with inner" : " without inner");
    }

    private static void pipes() {
        line("pipe2", "bad flags", C.pipe2(INTS, BAD_FLAGS));
        line("pipe2", "good", C.pipe2(INTS, Abi.O_NONBLOCK | Abi.O_CLOEXEC));
        int reader = C.getInt(INTS);
        int writer = C.getInt(INTS + 4);
        line("read", "empty pipe", C.read(reader, BUFFER, 1));
        C.write(writer, c("xyz"), 3);
        line("ioctl", "FIONREAD", C.ioctl(reader, Abi.FIONREAD, INTS));
        line("ioctl", "bytes waiting", C.getInt(INTS));
        line("ioctl", "no such request", C.ioctl(reader, 0x7777, INTS));
        line("ioctl", "bad descriptor", C.ioctl(BAD_FD, Abi.FIONREAD, INTS));
        C.close(reader);
        C.sigprocmask(Abi.SIG_BLOCK, bit(Abi.SIGPIPE));
        line("write", "broken pipe", C.write(writer, BUFFER, 1));
        line("signalfd", "the signal that came with it", takeSignal(bit(Abi.SIGPIPE)));
        C.sigprocmask(Abi.SIG_UNBLOCK, bit(Abi.SIGPIPE));
        C.close(writer);
    }

    private static void processes() {
        long n = C.readlink(c("/proc/self"), BUFFER, BUFFER_SIZE - 1);
        terminate(BUFFER, n);
        line("getpid", "as the kernel names us", string(BUFFER).equals("" + C.getpid()) ? "same" : "another");

        line("sbrk", "asking twice", C.sbrk(0) > 0 && C.sbrk(0) == C.sbrk(0) ? "same" : "another");

        line("waitpid", "no children", C.waitpid(-1, INTS, 0));
        line("waitpid", "no children, not waiting", C.waitpid(-1, INTS, Abi.WNOHANG));
        line("waitpid", "bad options", C.waitpid(-1, INTS, 0x4000));
        line("waitpid", "status after a failure", C.getInt(INTS));

        int child = C.fork();
        if (child == 0) {
            C.exit(3);
        }
        line("fork", "a child that exits with 3", child < 0 ? "" + child : "exit " + reap(child));

        int ended = C.pidfd_open(C.getpid(), 0);
        line("pidfd_open", "of us", ended >= 0 ? "a descriptor" : "" + ended);
        C.close(ended);
        line("pidfd_open", "no such process", C.pidfd_open(999_999_999, 0));
        line("kill", "signal 0 to us", C.kill(C.getpid(), 0));
        line("kill", "no such process", C.kill(999_999_999, Abi.SIGTERM));
        line("kill", "no such signal", C.kill(C.getpid(), SIGNAL_OUT_OF_RANGE));
        line("setsid", "first", C.setsid() == C.getpid() ? "our pid" : "another");
        line("setsid", "again", C.setsid());

        line("prctl", "PR_SET_NAME", C.prctl(Abi.PR_SET_NAME, c("dogwatch-check"), 0, 0, 0));
        int comm = C.open(c("/proc/thread-self/comm"), Abi.O_RDONLY, 0);
        n = C.read(comm, BUFFER, BUFFER_SIZE - 1);
        C.close(comm);
        terminate(BUFFER, n - 1); // without its newline
        line("prctl", "the name after that", string(BUFFER));
        line("prctl", "no such option", C.prctl(9999, 0, 0, 0, 0));

        line("reboot", "no such command", C.reboot(0x12345));
        line("utmpSize", "here", C.utmpSize());
    }

    private static void spawning() {
        shell("exit 7");
        spawn("program that exits with 7");
        request("/bin/sh", array(c("./run"), c("-c"), c("tr '\\0' ' ' </proc/$$/cmdline; echo")), C.environ());
        spawn("argv0 of its own");
        request("/usr/bin/env", array(c("env")), array(c("A=1"), c("B=two words")));
        spawn("environment of its own");

        shell("test -e inner");
        C.putLong(REQUEST + SpawnRequest.AT_DIRECTORY, c("sub"));
        spawn("directory of its own");
        shell("test -d sub");
        spawn("our directory");

        C.pipe2(INTS, Abi.O_CLOEXEC);
        int reader = C.getInt(INTS);
        int writer = C.getInt(INTS + 4);
        shell("echo through the pipe");
        C.putLong(REQUEST + SpawnRequest.AT_STDOUT, writer);
        spawn("standard output moved");
        long n = C.read(reader, BUFFER, BUFFER_SIZE);
        terminate(BUFFER, n - 1);
        line("spawn", "what came through", string(BUFFER));

        C.write(writer, c("into the child\n"), 15);
        shell("read -r line; echo \"spawn, standard input moved: $line\"");
        C.putLong(REQUEST + SpawnRequest.AT_STDIN, reader);
        spawn("standard input moved");
        C.close(reader);
        C.close(writer);

        int high = C.fcntl(1, Abi.F_DUPFD_CLOEXEC, 20);
        shell("test /proc/self/fd/4 -ef /proc/self/fd/1 && test /proc/self/fd/5 -ef /proc/self/fd/1");
        C.putLong(REQUEST + SpawnRequest.AT_FD4, high);
        C.putLong(REQUEST + SpawnRequest.AT_FD5, high);
        spawn("descriptors 4 and 5 moved there");
        shell("test /proc/self/fd/7 -ef /proc/self/fd/1");
        C.putLong(REQUEST + SpawnRequest.AT_NOTIFICATION, high);
        C.putLong(REQUEST + SpawnRequest.AT_NOTIFICATION_TARGET, 7);
        spawn("a descriptor for the notification moved to 7");
        C.close(high);

        shell("exit 0");
        C.putLong(REQUEST + SpawnRequest.AT_CONTROL_GROUP, c("missing/cgroup.procs"));
        spawn("a control group that is not there does not matter");

        // On a JVM it is set from outside, a moment later.
        shell("until read s </proc/self/oom_score_adj && [ $s = 7 ]; do :; done");
        C.putLong(REQUEST + SpawnRequest.AT_OOM_SCORE, c("7"));
        spawn("an oom_score_adj of its own");

        int noted = C.open(c("note"), Abi.O_RDWR | Abi.O_CREAT | Abi.O_CLOEXEC, 0600);
        C.putLong(BUFFER, 42);
        shell("exit 0");
        C.putLong(REQUEST + SpawnRequest.AT_NOTE, BUFFER);
        C.putLong(REQUEST + SpawnRequest.AT_NOTE_FD, noted);
        spawn("a child that notes itself");
        line("spawn", "bytes of the note", C.pread(noted, BUFFER + 64, 100, 0));
        line("spawn", "what was there", C.getLong(BUFFER + 64));
        long moment = C.getLong(BUFFER + 64 + SpawnRequest.NOTE_AT_MOMENT);
        line("spawn", "the moment", moment > 0 && moment <= C.clock_gettime(Abi.CLOCK_BOOTTIME) ? "has been" : "has not been");
        line("spawn", "the pid", C.getInt(BUFFER + 64 + SpawnRequest.NOTE_AT_PID) > 1 ? "is one" : "is none");
        C.close(noted);

        shell("test ! -e /proc/self/fd/1");
        C.putLong(REQUEST + SpawnRequest.AT_STDOUT, SpawnRequest.CLOSE);
        spawn("standard output closed");

        String session = "set -- $(cut -d ' ' -f 6 /proc/$$/stat) $$; test $1 = $2";
        shell(session);
        spawn("in our session");
        shell(session);
        C.putLong(REQUEST + SpawnRequest.AT_SETSID, 1);
        spawn("in a session of its own");

        request("/bin/sleep", array(c("sleep"), c("60")), C.environ());
        int child = C.spawn(REQUEST);
        line("waitpid", "a living child, not waiting", C.waitpid(-1, INTS, Abi.WNOHANG));
        line("kill", "a child", C.kill(child, Abi.SIGTERM));
        line("waitpid", "any", C.waitpid(-1, INTS, 0) == child ? "the child" : "another");
        line("waitpid", "its status", C.getInt(INTS));
    }

    private static void spawnFailures() {
        request("./missing", array(c("./missing")), C.environ());
        spawn("missing program");
        request("./sub", array(c("./sub")), C.environ());
        spawn("program that is a directory");
        makeFile("unmarked", 0644);
        request("./unmarked", array(c("./unmarked")), C.environ());
        spawn("program that is not marked executable");
        makeFile("garbage", 0755);
        request("./garbage", array(c("./garbage")), C.environ());
        spawn("program in no known format");

        shell("exit 0");
        C.putLong(REQUEST + SpawnRequest.AT_DIRECTORY, c("missing"));
        spawn("missing directory");
        shell("exit 0");
        C.putLong(REQUEST + SpawnRequest.AT_DIRECTORY, c("unmarked"));
        spawn("directory that is a file");
        request("./missing", array(c("./missing")), C.environ());
        C.putLong(REQUEST + SpawnRequest.AT_DIRECTORY, c("missing"));
        spawn("missing directory and missing program");

        shell("exit 0");
        C.putLong(REQUEST + SpawnRequest.AT_STDIN, BAD_FD);
        spawn("bad standard input");
        shell("exit 0");
        C.putLong(REQUEST + SpawnRequest.AT_STDOUT, BAD_FD);
        C.putLong(REQUEST + SpawnRequest.AT_DIRECTORY, c("missing"));
        spawn("bad standard output and missing directory");
    }

    /** What a child inherits and what not, as the kernel shows it. */
    private static void childState() {
        C.sigprocmask(Abi.SIG_BLOCK, bit(Abi.SIGTERM) | bit(Abi.SIGCHLD) | bit(Abi.SIGUSR1) | bit(64));
        shell("grep SigBlk /proc/self/status");
        spawn("mask of a child whose parent blocks signals");
        line("sigignored", "HUP", C.sigignored(Abi.SIGHUP));
        line("sigignored", "TERM", C.sigignored(Abi.SIGTERM));
        line("sigignored", "USR2", C.sigignored(Abi.SIGUSR2));
        line("sigignored", "no such signal", C.sigignored(SIGNAL_OUT_OF_RANGE));
        line("sigdefault", "HUP", C.sigdefault(Abi.SIGHUP));
        line("sigignored", "HUP after that", C.sigignored(Abi.SIGHUP));
        line("sigdefault", "no such signal", C.sigdefault(SIGNAL_OUT_OF_RANGE));
        shell("sed -n 's/^SigIgn:.*\\(.....\\)$/SigIgn of 1 to 20: \\1/p' /proc/self/status");
        spawn("what a child ignores");

        int fd = C.open(c("garbage"), Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        C.dup2(fd, 62);
        shell("for fd in /proc/$$/fd/*; do test -e $fd && printf '%s ' ${fd##*/}; done; echo");
        spawn("descriptors: the parent's that are not close-on-exec");
        C.close(62);
        C.close(fd);
    }

    private static void signals() {
        long mask = bit(Abi.SIGCHLD) | bit(Abi.SIGUSR1);
        line("sigprocmask", "block", C.sigprocmask(Abi.SIG_BLOCK, mask));
        line("sigprocmask", "unblock none", C.sigprocmask(Abi.SIG_UNBLOCK, 0));
        line("sigprocmask", "bad how", C.sigprocmask(999, mask));
        line("signalfd", "bad descriptor", C.signalfd(BAD_FD, mask, 0));
        line("signalfd", "bad flags", C.signalfd(-1, mask, 1));

        int fd = C.signalfd(-1, mask, Abi.SFD_NONBLOCK | Abi.SFD_CLOEXEC);
        line("signalfd", "new", known(fd));
        line("fcntl", "F_GETFD of a signalfd", C.fcntl(fd, Abi.F_GETFD, 0));
        C.read(fd, BUFFER, BUFFER_SIZE); // the children before this one
        line("signalfd", "nothing pending", C.read(fd, BUFFER, Abi.SIGINFO_SIZE));
        C.kill(C.getpid(), Abi.SIGUSR1);
        C.kill(C.getpid(), Abi.SIGUSR1);
        line("signalfd", "USR1 twice: bytes", C.read(fd, BUFFER, BUFFER_SIZE));
        line("signalfd", "the signal", C.getInt(BUFFER));

        shell("exit 0");
        int child = C.spawn(REQUEST);
        line("ppoll", "until a child dies", pollIn(fd, -1));
        line("signalfd", "a child's death", C.read(fd, BUFFER, BUFFER_SIZE));
        line("signalfd", "the signal", C.getInt(BUFFER));
        line("waitpid", "that child", reap(child));

        line("signalfd", "another mask", C.signalfd(fd, bit(Abi.SIGUSR1), 0) == fd ? "same descriptor" : "another");
        shell("exit 0");
        child = C.spawn(REQUEST);
        reap(child);
        line("signalfd", "CHLD is no longer in it", C.read(fd, BUFFER, BUFFER_SIZE));
        C.close(fd);

        line("sigprocmask", "set", C.sigprocmask(Abi.SIG_SETMASK, mask));
        line("sigprocmask", "signal 64 after SIG_SETMASK", blocked(64));
        C.sigprocmask(Abi.SIG_BLOCK, bit(64));
        line("sigprocmask", "signal 64 after SIG_BLOCK", blocked(64));
        line("sigprocmask", "USR1 after that", blocked(Abi.SIGUSR1));
        C.sigprocmask(Abi.SIG_UNBLOCK, bit(64));
        line("sigprocmask", "signal 64 after SIG_UNBLOCK", blocked(64));
    }

    /** 1 when this thread blocks the signal, by the kernel's word. */
    private static int blocked(int signal) {
        int fd = C.open(c("/proc/thread-self/status"), Abi.O_RDONLY, 0);
        long n = C.read(fd, BUFFER, BUFFER_SIZE - 1);
        C.close(fd);
        terminate(BUFFER, n);
        String text = string(BUFFER);
        int digits = text.indexOf("SigBlk:") + 8;
        int digit = text.charAt(digits + (64 - signal >> 2));
        int value = digit >= 'a' ? digit - 'a' + 10 : digit - '0';
        return value >> (signal - 1 & 3) & 1;
    }

    /** One of these signals, which is pending: its number, or -errno. */
    private static long takeSignal(long mask) {
        int fd = C.signalfd(-1, mask, Abi.SFD_NONBLOCK);
        long n = C.read(fd, BUFFER, BUFFER_SIZE);
        C.close(fd);
        return n < 0 ? n : C.getInt(BUFFER);
    }

    private static void polling() {
        C.pipe2(INTS, Abi.O_CLOEXEC);
        int reader = C.getInt(INTS);
        int writer = C.getInt(INTS + 4);
        line("ppoll", "nothing there, no wait", pollIn(reader, 0));
        long before = C.clock_gettime(Abi.CLOCK_MONOTONIC);
        line("ppoll", "nothing there, 2 ms", pollIn(reader, 2 * MILLISECOND));
        long waited = C.clock_gettime(Abi.CLOCK_MONOTONIC) - before;
        line("ppoll", "waited 2 ms", waited >= 2 * MILLISECOND ? "at least" : "less");
        C.write(writer, BUFFER, 1);
        line("ppoll", "something there, for ever", pollIn(reader, -1));
        line("ppoll", "its events", C.getShort(BUFFER + Abi.POLLFD_AT_REVENTS));
        line("ppoll", "a closed descriptor", pollIn(BAD_FD, 5_000 * MILLISECOND));
        line("ppoll", "its events are POLLNVAL",
                C.getShort(BUFFER + Abi.POLLFD_AT_REVENTS) == POLLNVAL ? "yes" : "no");

        pollFd(BUFFER, reader, Abi.POLLIN);
        pollFd(BUFFER + Abi.POLLFD_SIZE, writer, Abi.POLLOUT);
        line("ppoll", "two", C.ppoll(BUFFER, 2, -1));
        line("ppoll", "events of the second", C.getShort(BUFFER + Abi.POLLFD_SIZE + Abi.POLLFD_AT_REVENTS));
        line("ppoll", "nowhere", C.ppoll(0, 1, 0));
        C.close(reader);
        C.close(writer);
    }

    private static void clocks() {
        long first = C.clock_gettime(Abi.CLOCK_MONOTONIC);
        long second = C.clock_gettime(Abi.CLOCK_MONOTONIC);
        line("clock_gettime", "monotonic", first > 0 && second >= first ? "does not go back" : "goes back");
        line("clock_gettime", "real", C.clock_gettime(Abi.CLOCK_REALTIME) > YEAR_2020 ? "after 2020" : "before 2020");
    }

    private static void inotify() {
        line("inotify_init1", "bad flags", C.inotify_init1(1));
        int fd = C.inotify_init1(Abi.IN_NONBLOCK | Abi.IN_CLOEXEC);
        line("inotify_init1", "good", known(fd));
        line("inotify_add_watch", "missing", C.inotify_add_watch(fd, c("missing"), Abi.IN_CREATE));
        line("inotify_add_watch", "no directory",
                C.inotify_add_watch(fd, c("garbage"), Abi.IN_CREATE | Abi.IN_ONLYDIR));
        line("inotify_add_watch", "bad descriptor", C.inotify_add_watch(BAD_FD, c("sub"), Abi.IN_CREATE));
        int watch = C.inotify_add_watch(fd, c("sub"), Abi.IN_CREATE | Abi.IN_ONLYDIR);
        line("inotify_add_watch", "directory", watch);
        line("read", "no event", C.read(fd, BUFFER, BUFFER_SIZE));
        makeFile("sub/second", 0644);
        long n = C.read(fd, BUFFER, BUFFER_SIZE);
        line("read", "event: bytes", n);
        line("read", "event: mask", C.getInt(BUFFER + Abi.INOTIFY_AT_MASK));
        line("read", "event: length of the name", C.getInt(BUFFER + Abi.INOTIFY_AT_LEN));
        line("read", "event: name", string(BUFFER + Abi.INOTIFY_AT_NAME));
        line("inotify_rm_watch", "good", C.inotify_rm_watch(fd, watch));
        line("inotify_rm_watch", "again", C.inotify_rm_watch(fd, watch));
        line("inotify_rm_watch", "bad descriptor", C.inotify_rm_watch(BAD_FD, watch));
        C.close(fd);
    }

    private static void limits() {
        line("prlimit", "asking", C.prlimit(Abi.RLIMIT_CORE, 0, BUFFER));
        C.putLong(BUFFER, 0);
        line("prlimit", "none of the soft one", C.prlimit(Abi.RLIMIT_CORE, BUFFER, 0));
        line("prlimit", "asking and setting", C.prlimit(Abi.RLIMIT_CORE, BUFFER, BUFFER + Abi.RLIMIT_SIZE));
        line("prlimit", "the soft one after that", C.getLong(BUFFER + Abi.RLIMIT_SIZE));
        C.putLong(BUFFER, 1);
        C.putLong(BUFFER + Abi.RLIMIT_AT_HARD, 0);
        line("prlimit", "soft beyond hard", C.prlimit(Abi.RLIMIT_CORE, BUFFER, 0));
        line("prlimit", "no such resource", C.prlimit(9999, 0, BUFFER));
        line("sched_setscheduler", "no such policy", C.sched_setscheduler(99, 1));
        line("sched_setscheduler", "no such priority", C.sched_setscheduler(Abi.SCHED_FIFO, 1000));
        line("mlockall", "no such flag", C.mlockall(0x1000));
        line("nice", "no nicer", C.nice(0));
        line("nice", "nicer", C.nice(3));
        line("nice", "far too nice", C.nice(1000));
    }

    private static void identity() {
        line("chroot", "missing", C.chroot(c("missing")));
        line("chroot", "file", C.chroot(c("garbage")));
        line("chroot", "where we are", C.chroot(c("/")));
        C.putInt(BUFFER, 7);
        C.putInt(BUFFER + 4, 5);
        line("setgroups", "too many", C.setgroups(0x7fffffff, BUFFER));
        line("setgroups", "from nowhere", C.setgroups(1, 0));
        line("setgroups", "two", C.setgroups(2, BUFFER));
        line("setgid", "no id", C.setgid(-1));
        line("setgid", "root's", C.setgid(0));
        line("setuid", "no id", C.setuid(-1));
        line("setuid", "root's", C.setuid(0));
    }

    private static void execution() {
        line("execve", "missing", C.execve(c("./missing"), array(c("./missing")), C.environ()));
        line("execve", "directory", C.execve(c("./sub"), array(c("./sub")), C.environ()));
        line("execve", "no known format", C.execve(c("./garbage"), array(c("./garbage")), C.environ()));
        long script = c("echo \"execve, good: $A\"; exit " + EXIT_AFTER_EXECVE);
        C.execve(c("/bin/sh"), array(c("sh"), c("-c"), script), array(c("A=became the shell")));
    }

    // What the checks are made of.

    private static void line(String method, String when, long result) {
        line(method, when, "" + result);
    }

    private static void line(String method, String when, String result) {
        String text = method + ", " + when + ": " + result + "\n";
        long bytes = c(text);
        C.write(1, bytes, text.length());
        C.free(bytes);
    }

    /** A descriptor's number depends on what else is open. */
    private static String known(int fd) {
        return fd > 2 ? "a descriptor" : "" + fd;
    }

    /** The mode of a path in octal digits, or -errno in decimal. */
    private static String mode(String path) {
        int result = statx(path, Abi.STATX_TYPE | Abi.STATX_MODE);
        if (result < 0) {
            return "" + result;
        }
        String digits = "";
        for (int rest = C.getShort(BUFFER + Abi.STATX_AT_MODE) & 0xffff; rest != 0; rest >>= 3) {
            digits = (rest & 7) + digits;
        }
        return digits;
    }

    /** Fills {@link #BUFFER} with the path's struct statx. */
    private static int statx(String path, int mask) {
        return C.statx(Abi.AT_FDCWD, c(path), 0, mask, BUFFER);
    }

    private static void makeFile(String path, int mode) {
        int fd = C.open(c(path), Abi.O_WRONLY | Abi.O_CREAT | Abi.O_CLOEXEC, mode);
        C.write(fd, c("\001\002\n"), 3);
        C.close(fd);
    }

    private static int pollIn(int fd, long timeoutNanos) {
        pollFd(BUFFER, fd, Abi.POLLIN);
        return C.ppoll(BUFFER, 1, timeoutNanos);
    }

    private static void pollFd(long address, int fd, int events) {
        C.putInt(address, fd);
        C.putShort(address + Abi.POLLFD_AT_EVENTS, events);
        C.putShort(address + Abi.POLLFD_AT_REVENTS, 0);
    }

    /** Makes {@link #REQUEST} ask for a shell with this script and nothing special. */
    private static void shell(String script) {
        request("/bin/sh", array(c("sh"), c("-c"), c(script)), C.environ());
    }

    private static void request(String path, long argv, long envp) {
        C.putLong(REQUEST + SpawnRequest.AT_PATH, c(path));
        C.putLong(REQUEST + SpawnRequest.AT_ARGV, argv);
        C.putLong(REQUEST + SpawnRequest.AT_ENVP, envp);
        C.putLong(REQUEST + SpawnRequest.AT_DIRECTORY, 0);
        C.putLong(REQUEST + SpawnRequest.AT_STDIN, SpawnRequest.KEEP);
        C.putLong(REQUEST + SpawnRequest.AT_STDOUT, SpawnRequest.KEEP);
        C.putLong(REQUEST + SpawnRequest.AT_SETSID, 0);
        C.putLong(REQUEST + SpawnRequest.AT_NOTIFICATION, SpawnRequest.KEEP);
        C.putLong(REQUEST + SpawnRequest.AT_CONTROL_GROUP, 0);
        C.putLong(REQUEST + SpawnRequest.AT_NOTE, 0);
        C.putLong(REQUEST + SpawnRequest.AT_OOM_SCORE, 0);
        C.putLong(REQUEST + SpawnRequest.AT_ERROR, ERROR);
        C.putLong(REQUEST + SpawnRequest.AT_STEP, STEP);
        C.putLong(REQUEST + SpawnRequest.AT_FD4, SpawnRequest.KEEP);
        C.putLong(REQUEST + SpawnRequest.AT_FD5, SpawnRequest.KEEP);
    }

    /** Spawns {@link #REQUEST}, waits and tells how it ended. */
    private static void spawn(String when) {
        C.putInt(ERROR, 0);
        C.putInt(STEP, 0);
        int child = C.spawn(REQUEST);
        String end = child < 0 ? "" + child : "exit " + reap(child);
        int error = C.getInt(ERROR);
        line("spawn", when, error == 0 ? end : end + ", error " + error + " in step " + C.getInt(STEP));
    }

    /** Waits for a child: its exit code, -signal when a signal killed it, -1000 when it was another child. */
    private static int reap(int child) {
        int reaped = C.waitpid(child, INTS, 0);
        int status = C.getInt(INTS);
        if (reaped != child) {
            return -1000;
        }
        return (status & 0x7f) == 0 ? status >> 8 & 0xff : -(status & 0x7f);
    }

    private static long bit(int signal) {
        return 1L << signal - 1;
    }

    /** The value of a variable in the environment: a C string, or 0. */
    private static long environment(String name) {
        long prefix = c(name + "=");
        long at = C.environ();
        for (long entry = C.getPointer(at); entry != 0; entry = C.getPointer(at)) {
            int i = 0;
            while (C.getByte(prefix + i) != 0 && C.getByte(prefix + i) == C.getByte(entry + i)) {
                i++;
            }
            if (C.getByte(prefix + i) == 0) {
                return entry + i;
            }
            at += C.pointerSize();
        }
        return 0;
    }

    private static long longName() {
        long name = C.malloc(301);
        for (int i = 0; i < 300; i++) {
            C.putByte(name + i, 'n');
        }
        C.putByte(name + 300, 0);
        return name;
    }

    /** A C string of ASCII text. Most are never freed: the process lives for a moment. */
    private static long c(String text) {
        long address = C.malloc(text.length() + 1);
        putString(address, text);
        return address;
    }

    private static void putString(long address, String text) {
        for (int i = 0; i < text.length(); i++) {
            C.putByte(address + i, text.charAt(i));
        }
        C.putByte(address + text.length(), 0);
    }

    /** Ends what a call left in a buffer; an error leaves an empty string. */
    private static void terminate(long buffer, long length) {
        C.putByte(buffer + (length < 0 ? 0 : length), 0);
    }

    private static String string(long address) {
        StringBuilder text = new StringBuilder();
        for (long at = address; C.getByte(at) != 0; at++) {
            text.append((char) C.getByte(at));
        }
        return text.toString();
    }

    private static boolean same(long one, long other) {
        long i = 0;
        while (C.getByte(one + i) != 0 && C.getByte(one + i) == C.getByte(other + i)) {
            i++;
        }
        return C.getByte(one + i) == C.getByte(other + i);
    }

    private static long array(long... strings) {
        int size = C.pointerSize();
        long address = C.malloc((long) (strings.length + 1) * size);
        for (int i = 0; i < strings.length; i++) {
            C.putPointer(address + (long) i * size, strings[i]);
        }
        C.putPointer(address + (long) strings.length * size, 0);
        return address;
    }

    private static void searching() {
        long text = c("one,two,three");
        line("memchr", "the first comma", C.memchr(text, ',', 13) - text);
        line("memchr", "none among the first three", C.memchr(text, ',', 3));
        line("memchr", "nothing to search", C.memchr(text, 'o', 0));
        line("memrchr", "the last comma", C.memrchr(text, ',', 13) - text);
        line("memrchr", "none among the first three", C.memrchr(text, ',', 3));
        line("memrchr", "a byte above 127", C.memrchr(text, 0x80, 13));
    }

    private static void modesAndSync() {
        int fd = C.open(c("synced"), Abi.O_WRONLY | Abi.O_CREAT | Abi.O_CLOEXEC, 0600);
        line("fsync", "a file", C.fsync(fd));
        line("fsync", "not open", C.fsync(BAD_FD));
        line("fchmod", "a file", C.fchmod(fd, 0744));
        line("fchmod", "what is there then", mode("synced"));
        line("fchmod", "not open", C.fchmod(BAD_FD, 0744));
        C.close(fd);
        line("chmod", "a file", C.chmod(c("synced"), 0100));
        line("chmod", "what is there then", mode("synced"));
        line("chmod", "missing", C.chmod(c("missing"), 0100));
        C.unlink(c("synced"));
    }

    private static void pipesThatAreSpliced() {
        C.pipe2(INTS, Abi.O_CLOEXEC | Abi.O_NONBLOCK);
        int reader = C.getInt(INTS);
        int writer = C.getInt(INTS + 4);
        C.pipe2(INTS, Abi.O_CLOEXEC | Abi.O_NONBLOCK);
        int copyReader = C.getInt(INTS);
        int copyWriter = C.getInt(INTS + 4);
        line("tee", "an empty pipe", C.tee(reader, copyWriter, 100, Abi.SPLICE_F_NONBLOCK));
        C.write(writer, c("twice"), 5);
        line("tee", "what is there", C.tee(reader, copyWriter, 100, Abi.SPLICE_F_NONBLOCK));
        long n = C.read(copyReader, BUFFER, BUFFER_SIZE);
        terminate(BUFFER, n);
        line("tee", "the copy", string(BUFFER));
        int sink = C.open(c("/dev/null"), Abi.O_WRONLY | Abi.O_CLOEXEC, 0);
        line("tee", "into what is no pipe", C.tee(reader, sink, 100, 0));
        line("splice", "two bytes away", C.splice(reader, sink, 2, 0));
        n = C.read(reader, BUFFER, BUFFER_SIZE);
        terminate(BUFFER, n);
        line("splice", "the rest", string(BUFFER));
        line("splice", "an empty pipe", C.splice(reader, sink, 2, Abi.SPLICE_F_NONBLOCK));
        line("splice", "no pipe at all", C.splice(sink, sink, 2, 0));
        C.close(writer);
        line("tee", "at the end", C.tee(reader, copyWriter, 100, Abi.SPLICE_F_NONBLOCK));
        C.close(reader);
        C.close(copyReader);
        C.close(copyWriter);
        C.close(sink);
    }

    private static void datagrams() {
        int fd = C.socket(Abi.AF_INET, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
        line("socket", "for datagrams", fd >= 0 ? "given" : "refused");
        line("socket", "of no family", C.socket(BAD_FD, Abi.SOCK_DGRAM, 0));
        for (int i = 0; i < Abi.SOCKADDR_IN_SIZE; i++) {
            C.putByte(BUFFER + i, 0);
        }
        C.putShort(BUFFER, Abi.AF_INET);
        C.putByte(BUFFER + Abi.SOCKADDR_IN_AT_PORT + 1, 9);
        C.putByte(BUFFER + Abi.SOCKADDR_IN_AT_ADDRESS, 127);
        C.putByte(BUFFER + Abi.SOCKADDR_IN_AT_ADDRESS + 3, 1);
        line("sendto", "nobody hears it", C.sendto(fd, c("ping"), 4, Abi.MSG_DONTWAIT, BUFFER, Abi.SOCKADDR_IN_SIZE));
        line("sendto", "half an address", C.sendto(fd, c("ping"), 4, Abi.MSG_DONTWAIT, BUFFER, 4));
        line("sendto", "not open", C.sendto(BAD_FD, c("ping"), 4, 0, BUFFER, Abi.SOCKADDR_IN_SIZE));
        C.close(fd);
    }

    private static void credentials() {
        int fd = C.socket(Abi.AF_UNIX, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC | Abi.SOCK_NONBLOCK, 0);
        // An abstract name, so that nothing has to be removed; two programs may run this at once.
        long address = c("..@dogwatch-checks-" + C.getpid());
        C.putShort(address, Abi.AF_UNIX);
        C.putByte(address + 2, 0);
        int size = 2 + 17 + ("" + C.getpid()).length();
        line("setsockopt", "SO_PASSCRED", C.setsockopt(fd, Abi.SOL_SOCKET, Abi.SO_PASSCRED, 1));
        line("setsockopt", "no such option", C.setsockopt(fd, Abi.SOL_SOCKET, BAD_FD, 1));
        line("bind", "an abstract name", C.bind(fd, address, size));
        line("bind", "a second time", C.bind(fd, address, size));
        line("bind", "not open", C.bind(BAD_FD, address, size));
        line("recvmsg", "nothing there", C.recvmsg(fd, BUFFER, 100, INTS));
        line("recvmsg", "credentials of nobody", C.getInt(INTS));
        C.sendto(fd, c("READY=1"), 7, Abi.MSG_DONTWAIT, address, size);
        line("recvmsg", "bytes", C.recvmsg(fd, BUFFER, 100, INTS));
        line("recvmsg", "from", C.getInt(INTS) == C.getpid() ? "ourselves" : "another");
        C.sendto(fd, c("READY=1"), 7, Abi.MSG_DONTWAIT, address, size);
        line("recvmsg", "no room for all", C.recvmsg(fd, BUFFER, 4, INTS));
        line("recvmsg", "the rest is lost", C.recvmsg(fd, BUFFER, 100, INTS));
        line("recvmsg", "not open", C.recvmsg(BAD_FD, BUFFER, 100, INTS));
        C.close(fd);
    }

    private static void timers() {
        int fd = C.timerfd_create(Abi.CLOCK_REALTIME, Abi.TFD_NONBLOCK | Abi.TFD_CLOEXEC);
        line("timerfd_create", "of the wall clock", known(fd));
        line("timerfd_create", "of no clock", C.timerfd_create(999, 0));
        line("timerfd_settime", "in far future, and when the clock is set", C.timerfd_settime(fd,
                Abi.TFD_TIMER_ABSTIME | Abi.TFD_TIMER_CANCEL_ON_SET, 9_000_000_000L * 1_000_000_000L));
        line("read", "a timer that has not expired", C.read(fd, BUFFER, 8));
        line("timerfd_settime", "soon", C.timerfd_settime(fd, 0, 1));
        line("ppoll", "until it expires", pollIn(fd, -1));
        line("read", "a timer that has expired", C.read(fd, BUFFER, 8));
        line("timerfd_settime", "not open", C.timerfd_settime(BAD_FD, 0, 1));
        C.close(fd);
        C.mkdir(c("transient"), 0755);
        line("rmdir", "an empty directory", C.rmdir(c("transient")));
        line("statvfs", "of a missing one", C.statvfs(c("transient"), BUFFER));
        line("statvfs", "of /proc", C.statvfs(c("/proc"), BUFFER));
        line("statvfs", "its blocks", C.getLong(BUFFER));
        line("statvfs", "of it those left", C.getLong(BUFFER + 8));
        line("statvfs", "whether it is read-only", C.getLong(BUFFER + 16) & Abi.ST_RDONLY);
        line("rmdir", "a missing one", C.rmdir(c("transient")));
    }

    private static void edges() {
        C.pipe2(INTS, Abi.O_CLOEXEC | Abi.O_NONBLOCK);
        int reader = C.getInt(INTS);
        int writer = C.getInt(INTS + 4);
        int epoll = C.epoll_create1(Abi.EPOLL_CLOEXEC);
        line("epoll_create1", "close-on-exec", epoll >= 0 ? "given" : "refused");
        line("epoll_create1", "flags there are not", C.epoll_create1(BAD_FLAGS));
        for (int i = 0; i < Abi.EPOLL_EVENT_SIZE; i++) {
            C.putByte(BUFFER + i, 0);
        }
        C.putInt(BUFFER, Abi.EPOLLIN | Abi.EPOLLET);
        line("epoll_ctl", "added", C.epoll_ctl(epoll, Abi.EPOLL_CTL_ADD, reader, BUFFER));
        line("epoll_ctl", "again", C.epoll_ctl(epoll, Abi.EPOLL_CTL_ADD, reader, BUFFER));
        line("epoll_ctl", "not open", C.epoll_ctl(epoll, Abi.EPOLL_CTL_ADD, BAD_FD, BUFFER));
        line("epoll_wait", "nothing yet", C.epoll_wait(epoll, BUFFER, 1, 0));
        C.write(writer, c("x"), 1);
        line("epoll_wait", "a byte came", C.epoll_wait(epoll, BUFFER, 1, 0));
        line("epoll_wait", "it was told", C.epoll_wait(epoll, BUFFER, 1, 0));
        C.write(writer, c("x"), 1);
        line("epoll_wait", "another came", C.epoll_wait(epoll, BUFFER, 1, 0));
        line("epoll_wait", "not open", C.epoll_wait(BAD_FD, BUFFER, 1, 0));
        C.close(epoll);
        C.close(reader);
        C.close(writer);
    }

    /** Not of libc, but of the runtime: the table in which handlers are found is rewritten when C is generated. */
    private static void exceptions() {
        int[] two = new int[2];
        try {
            fill(two, 3);
        } catch (ArrayIndexOutOfBoundsException e) {
            line("exit", "not by an exception that is caught", "caught");
        }
        line("exit", "what was stored before the exception", two[1]);
    }

    private static void fill(int[] array, int n) {
        for (int i = 0; i < n; i++) {
            array[i] = i + 7;
        }
    }
}
