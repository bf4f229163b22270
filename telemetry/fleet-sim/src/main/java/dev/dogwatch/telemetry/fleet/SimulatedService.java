package dev.dogwatch.telemetry.fleet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.random.RandomGenerator;

/** One service: its state, and what may happen to it. Times in ms since 1970. */
final class SimulatedService {

    private static final int KILL = 9;
    private static final int SEGV = 11;

    private final String name;
    private final boolean critical;
    private final boolean crashOnly;
    private final Boolean ready;
    private boolean running = true;
    private boolean wanted = true;
    private boolean gaveUp;
    private int pid;
    private int starts = 1;
    private int deaths;
    private Integer exit;
    private Integer signal;
    private long since;

    SimulatedService(String name, long since, RandomGenerator random) {
        this.name = name;
        this.since = since;
        critical = random.nextInt(8) == 0;
        crashOnly = random.nextInt(3) == 0;
        ready = random.nextInt(2) == 0 ? Boolean.TRUE : null;
        pid = random.nextInt(300, 30_000);
    }

    String name() {
        return name;
    }

    boolean isRunning() {
        return running;
    }

    /** It has died so often before the simulation began, the last time then. */
    void hasDied(int times, long last, RandomGenerator random) {
        deaths += times;
        starts += times;
        fate(random);
        since = last;
    }

    void die(long now, RandomGenerator random) {
        running = false;
        deaths++;
        fate(random);
        since = now;
    }

    private void fate(RandomGenerator random) {
        int kind = random.nextInt(4);
        exit = kind < 2 ? Integer.valueOf(kind == 0 ? 1 : 111) : null;
        signal = kind < 2 ? null : Integer.valueOf(kind == 2 ? KILL : SEGV);
    }

    void start(long now, RandomGenerator random) {
        running = true;
        wanted = true;
        gaveUp = false;
        starts++;
        pid = random.nextInt(300, 30_000);
        since = now;
    }

    void giveUp(long now, RandomGenerator random) {
        die(now, random);
        gaveUp = true;
    }

    void stop(long now) {
        running = false;
        wanted = false;
        deaths++;
        exit = null;
        signal = 15;
        since = now;
    }

    /** As after a boot of the node. */
    void reset(long now, RandomGenerator random) {
        starts = 0;
        deaths = 0;
        exit = null;
        signal = null;
        start(now, random);
    }

    /** All members of a state but those that tell the message: sid, seq, boot_id, mono_ms, ts. */
    ObjectNode state(long bootedAt) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("state", running ? "run" : "down").put("want", wanted ? "up" : "down").put("normally", "up")
                .put("ready", running ? ready : ready == null ? null : Boolean.FALSE).put("paused", false)
                .put("crash_only", crashOnly).put("gave_up", gaveUp).put("critical", critical)
                .put("pid", running ? Integer.valueOf(pid) : null).put("starts", starts).put("deaths", deaths).put("exit", exit)
                .put("signal", signal).put("since_mono_ms", Math.max(0, since - bootedAt)).put("since", Moment.text(since));
        return json;
    }
}
