package dev.dogwatch.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Builds a service directory, script by script. Every script is run by /bin/sh in the directory itself. */
public final class ServiceDirectory {

    private final String name;
    private final Path path;

    ServiceDirectory(String name, Path path) {
        this.name = name;
        this.path = path;
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new AssertionError("cannot create " + path, e);
        }
    }

    public String name() {
        return name;
    }

    public Path path() {
        return path;
    }

    public ServiceDirectory run(String script) {
        return script("run", script);
    }

    public ServiceDirectory finish(String script) {
        return script("finish", script);
    }

    public ServiceDirectory check(String script) {
        return script("check", script);
    }

    /** The script that runs before, or instead of, what a control character does. */
    public ServiceDirectory onControl(char character, String script) {
        return script("control/" + character, script);
    }

    /** The run script of the log service. */
    public ServiceDirectory log(String script) {
        return script("log/run", script);
    }

    /** Keeps the service from being started with runsv. */
    public ServiceDirectory down() {
        return file("down", "");
    }

    /** An executable /bin/sh script of any name. */
    public ServiceDirectory script(String file, String script) {
        file(file, "#!/bin/sh\n" + script + "\n");
        return mode(file, "rwxr-xr-x");
    }

    /** A file that nobody may execute. */
    public ServiceDirectory file(String file, String content) {
        SpawnLock.writing().lock();
        try {
            Files.createDirectories(path.resolve(file).getParent());
            Files.writeString(path.resolve(file), content);
        } catch (IOException e) {
            throw new AssertionError("cannot write " + file + " of " + name, e);
        } finally {
            SpawnLock.writing().unlock();
        }
        return this;
    }

    public ServiceDirectory directory(String directory) {
        try {
            Files.createDirectories(path.resolve(directory));
        } catch (IOException e) {
            throw new AssertionError("cannot create " + directory + " of " + name, e);
        }
        return this;
    }

    public ServiceDirectory link(String link, String target) {
        try {
            Files.createDirectories(path.resolve(link).getParent());
            Files.createSymbolicLink(path.resolve(link), Path.of(target));
        } catch (IOException e) {
            throw new AssertionError("cannot link " + link + " of " + name, e);
        }
        return this;
    }

    public ServiceDirectory fifo(String fifo) {
        Posix.mkfifo(path.resolve(fifo));
        return this;
    }

    /** Permissions as ls shows them, such as {@code rw-r--r--}. */
    public ServiceDirectory mode(String file, String permissions) {
        try {
            Files.setPosixFilePermissions(path.resolve(file), PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new AssertionError("cannot change the mode of " + file + " of " + name, e);
        }
        return this;
    }

    public Supervise supervise() {
        return new Supervise(name, path, path.resolve("supervise"));
    }

    public Supervise logSupervise() {
        return new Supervise(name + "/log", path, path.resolve("log/supervise"));
    }
}
