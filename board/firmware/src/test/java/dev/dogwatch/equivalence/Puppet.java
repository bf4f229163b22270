package dev.dogwatch.equivalence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import dev.dogwatch.e2e.Status;

/**
 * A service that sv takes for supervised, while in truth the test writes its status, and a plain cat reads what sv tells it to do. So a
 * scenario can be about sv alone, and see statuses that no runsv writes.
 */
final class Puppet {

    private static final String END = ".";

    private final Scene scene;
    private final ServiceDirectory service;

    private Puppet(Scene scene, ServiceDirectory service) {
        this.scene = scene;
        this.service = service;
    }

    /** Sets it up in a directory of the scene, which may hold other files of a service already. */
    static Puppet in(Scene scene, String directory, Status status) {
        ServiceDirectory service = scene.service(directory).directory("supervise").fifo("supervise/ok").fifo("supervise/control");
        Puppet puppet = new Puppet(scene, service);
        puppet.shows(status.bytes());
        // Opened for reading and writing, a fifo has always both, and cat never sees the end of it.
        scene.command("/bin/sh", "-c", "exec 3<>ok 4<>control; exec cat <&4 >received").in(service.path().resolve("supervise")).start();
        Await.until(() -> "the reader of ok", () -> service.supervise().isSupervised());
        return puppet;
    }

    ServiceDirectory service() {
        return service;
    }

    void shows(Status status) {
        shows(status.bytes());
    }

    void shows(byte[] status) {
        service.supervise().write(status);
    }

    /** Notes everything that sv has written so far. */
    void noteReceived() {
        service.supervise().control(END);
        Await.until(() -> "the last byte written to control", () -> received().endsWith(END));
        scene.note("control: " + received().replace(END, ""));
    }

    /** Waits until sv has written something: it has read the status, then. */
    void awaitReceived() {
        Await.until(() -> "a byte from sv", () -> !received().isEmpty());
    }

    private String received() {
        return new String(scene.read(service.supervise().file("received")).getBytes(UTF_8), UTF_8);
    }
}
