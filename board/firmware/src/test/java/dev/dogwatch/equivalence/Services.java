package dev.dogwatch.equivalence;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.Posix;
import dev.dogwatch.e2e.Running;
import dev.dogwatch.e2e.Scene;
import dev.dogwatch.e2e.ServiceDirectory;

/** Services that many scenarios use. SVDIR, which they inherit, is the root of the scene, however deep they lie in it. */
final class Services {

    private static final String GATE = "gate";

    private Services() {
    }

    /** Appends {@code up} to the events once it can be signalled, then the name of every signal it gets; only KILL ends it. */
    static ServiceDirectory listener(Scene scene, String name) {
        return scene.service(name).run("""
                for signal in HUP INT QUIT USR1 USR2 ALRM TERM CONT
                do trap "echo $signal >>$SVDIR/events" $signal
                done
                echo up >>$SVDIR/events
                sleep 1000 &
                while :; do wait; done""");
    }

    /** Appends {@code up} to the events, then sleeps until a signal ends it. */
    static ServiceDirectory sleeper(Scene scene, String name) {
        return scene.service(name).run("""
                echo up >>$SVDIR/events
                exec sleep 1000""");
    }

    /** Puts a {@link #sleeper} where a runsvdir is watching already, all at once, lest it start half of it. */
    static void appear(Scene scene, String directory) {
        sleeper(scene, "half-made");
        scene.arrange("mv -T half-made '" + directory + "'");
    }

    /** Ends only when it is killed, and says nothing. */
    static ServiceDirectory stubborn(Scene scene, String name) {
        return scene.service(name).run("""
                trap '' TERM
                echo up >>$SVDIR/events
                exec sleep 1000""");
    }

    /** Starts runsv for a service that tells of its start, and waits until both say that it runs. */
    static Running up(Scene scene, ServiceDirectory service) {
        Running runsv = scene.runsv(service);
        scene.awaitEvents("up");
        // ./run may speak before runsv has written that it started it.
        service.supervise().await("run");
        return runsv;
    }

    /** A finish script that appends {@code finish}, waits for {@link #release}, and appends {@code finished}. */
    static ServiceDirectory gatedFinish(Scene scene, ServiceDirectory service) {
        Posix.mkfifo(scene.root().resolve(GATE));
        return service.finish("""
                echo finish >>$SVDIR/events
                read line <$SVDIR/gate
                echo finished >>$SVDIR/events""");
    }

    /** Lets a script go on that waits at the gate. */
    static void release(Scene scene) {
        Await.until(() -> "somebody at the gate", () -> Posix.write(scene.root().resolve(GATE), new byte[] {'\n'}));
    }
}
