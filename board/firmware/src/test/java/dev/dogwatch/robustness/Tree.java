package dev.dogwatch.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Command;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;
import java.util.List;

/** A runsvdir on the directory {@code all}, with a bystander among its services that must never notice what befalls the others. */
final class Tree {

    private final Scene scene;
    private final Running runsvdir;
    private final ServiceDirectory bystander;
    private int bystanderPid;

    private Tree(Scene scene, Running runsvdir, ServiceDirectory bystander) {
        this.scene = scene;
        this.runsvdir = runsvdir;
        this.bystander = bystander;
    }

    /** Starts runsvdir on the services that were made in {@code all} so far. */
    static Tree grow(Scene scene) {
        return grow(scene, scene.command("runsvdir", "all"));
    }

    /** The same by another command. */
    static Tree grow(Scene scene, Command command) {
        ServiceDirectory bystander = scene.idler("all/bystander");
        Tree tree = new Tree(scene, scene.start(command), bystander);
        tree.bystanderPid = bystander.supervise().await("run").status().pid();
        return tree;
    }

    Running runsvdir() {
        return runsvdir;
    }

    int pid() {
        return runsvdir.pid();
    }

    /** The process that supervises a service, once there is one. */
    int runsv(String name) {
        Await.until(() -> "a runsv of " + name + " among " + commandLines(), () -> runsvs(name).size() == 1);
        return runsvs(name).getFirst();
    }

    /** All processes that supervise a service of this name. */
    List<Integer> runsvs(String name) {
        return Proc.children(pid()).stream().filter(child -> Proc.commandLine(child).equals("runsv\0" + name + "\0")).toList();
    }

    /** Waits until one of its programs has said this. */
    void awaitComplaint(String line) {
        awaitComplaint(runsvdir, line);
    }

    /** Waits until a supervisor, or a child of it, has said this. */
    static void awaitComplaint(Running supervisor, String line) {
        Await.until(() -> "the complaint \"" + line + "\", there are " + supervisor.complaints(), () -> supervisor.complaints().contains(line));
    }

    /** The bystander has run all the time, and is supervised as ever: it obeys, and when it dies it is there again. */
    void everythingElseGoesOn() {
        assertEquals(bystanderPid, bystander.supervise().await("run").status().pid(), "the bystander was restarted");
        Posix.kill(bystanderPid, Posix.SIGKILL);
        bystander.supervise().awaitSuccessorOf(bystanderPid);
        bystander.supervise().control("d");
        bystander.supervise().await("down");
        bystander.supervise().control("u");
        bystanderPid = bystander.supervise().await("run").status().pid();
    }

    /** Puts a service in its place whole, lest runsvdir start half of it. */
    void appear(ServiceDirectory made, String name) {
        scene.arrange("mv -T '" + made.name() + "' 'all/" + name + "'");
    }

    private List<String> commandLines() {
        return Proc.children(pid()).stream().map(Proc::commandLine).toList();
    }
}
