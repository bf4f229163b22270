package dev.dogwatch.robustness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** A service without a runsv: the test writes what a runsv would, and sv takes it for supervised. */
final class PlantedService {

    static final int CRASH_ONLY = 1;
    static final int TELLS_READINESS = 2;
    static final int READY = 4;
    static final int GAVE_UP = 8;

    private static final long TAI_OF_UNIX_EPOCH = 4611686018427387914L;
    private static final String END = ".";

    private final Scene scene;
    private final ServiceDirectory service;

    private PlantedService(Scene scene, ServiceDirectory service) {
        this.scene = scene;
        this.service = service;
    }

    static PlantedService in(Scene scene, String directory, Status status) {
        return in(scene, directory, status.bytes());
    }

    static PlantedService in(Scene scene, String directory, byte[] status) {
        ServiceDirectory service = scene.service(directory).directory("supervise").fifo("supervise/ok").fifo("supervise/control");
        PlantedService planted = new PlantedService(scene, service);
        planted.shows(status);
        // Opened for reading and writing, a fifo has always both, and cat never sees the end of it.
        scene.command("/bin/sh", "-c", "exec 3<>ok 4<>control; exec cat <&4 >received").in(service.path().resolve("supervise")).start();
        Await.until(() -> "the reader of ok", () -> service.supervise().isSupervised());
        return planted;
    }

    /** A status with flags; ready counts only with {@link #READY}. */
    static byte[] flagged(Status status, int flags, Instant ready) {
        ByteBuffer bytes = ByteBuffer.allocate(33).put(status.bytes()).put((byte) flags);
        if ((flags & READY) != 0) {
            bytes.putLong(ready.getEpochSecond() + TAI_OF_UNIX_EPOCH).putInt(ready.getNano());
        }
        return bytes.array();
    }

    /** The same, of what became ready this very moment. */
    static byte[] flagged(Status status, int flags) {
        return flagged(status, flags, Instant.now());
    }

    ServiceDirectory service() {
        return service;
    }

    /** As a runsv does it: renamed into place. */
    void shows(byte[] status) {
        put("status", status);
    }

    void counts(byte[] counters) {
        put("counters", counters);
    }

    void counts(String lines) {
        counts(counters(lines));
    }

    /** The whole file of these lines, written for the seventh time. */
    static byte[] counters(String lines) {
        String head = "counters 7\n" + lines;
        String tail = "\ncounters 7\n";
        return (head + "text ".repeat(head.contains("\ntext ") ? 0 : 1)
                + " ".repeat(640 - head.length() - tail.length() - (head.contains("\ntext ") ? 0 : 5)) + tail).getBytes(ISO_8859_1);
    }

    /** All bytes that sv has written to control, when it writes none any more. */
    String received() {
        service.supervise().control(END);
        Await.until(() -> "the last byte written to control", () -> readControl().endsWith(END));
        return readControl().replace(END, "");
    }

    /** Waits until sv has written these bytes to control. */
    void awaitReceived(String bytes) {
        Await.until(() -> bytes + " written to control, there is " + readControl(), () -> readControl().equals(bytes));
    }

    private String readControl() {
        return scene.read(service.supervise().file("received"));
    }

    private void put(String file, byte[] content) {
        Path fresh = service.supervise().file(file + ".new");
        try {
            Files.write(fresh, content);
            Files.move(fresh, service.supervise().file(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
