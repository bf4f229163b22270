package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.Change;
import dev.dogwatch.telemetry.node.Inventory;
import dev.dogwatch.telemetry.node.ServiceName;
import dev.dogwatch.telemetry.node.ServiceState;
import dev.dogwatch.telemetry.node.WatchdogState;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Puts what is known into JSON, as telemetry/schema has it. Counts the messages that are counted. For any number of threads. */
final class Payloads {
    private final Identity identity;
    private final Topics topics;
    private final int queueMax;
    private final AtomicLong seq = new AtomicLong();
    private volatile List<String> verbs = List.of();

    Payloads(Identity identity, int queueMax) {
        this.identity = identity;
        this.queueMax = queueMax;
        topics = new Topics(identity.site(), identity.node());
    }

    /** Which commands are obeyed from now on. */
    void verbs(List<String> words) {
        verbs = List.copyOf(words);
    }

    Message online() {
        return retained(topics.status(), new JsonText().put("online", true).put("sid", identity.sid())
                .put("boot_id", identity.bootId()).put("ts", NodeClock.now()), Message.NO_SEQ);
    }

    Message will() {
        return retained(topics.status(), new JsonText().put("online", false).put("sid", identity.sid()), Message.NO_SEQ);
    }

    Message stopped() {
        return retained(topics.status(), new JsonText().put("online", false).put("sid", identity.sid()).put("ts", NodeClock.now())
                .put("reason", "stopped"), Message.NO_SEQ);
    }

    Message birth(Inventory inventory) {
        var boot = inventory.boot();
        var watchdog = inventory.watchdog();
        JsonText json = new JsonText().put("sid", identity.sid()).put("site", identity.site()).put("node", identity.node())
                .put("version", identity.version()).put("arch", identity.arch()).put("kernel", identity.kernel())
                .put("board", identity.board()).put("boot_id", identity.bootId())
                .put("boots", boot == null ? null : boot.boots()).put("cause", boot == null ? null : boot.cause())
                .put("reason", boot == null ? null : boot.reason()).put("resets", boot == null ? null : boot.resets())
                .putObject("watchdog", watchdog == null ? null : new JsonText().put("gate", watchdog.gate())
                        .put("reason", watchdog.reason()).put("devices", watchdog.devices().size())
                        .put("safe_mode", watchdog.safeMode()))
                .putStrings("services", inventory.services().stream().map(ServiceName::text).distinct().toList())
                .putStrings("commands", verbs).put("queue_max", queueMax)
                .put("mono_ms", NodeClock.monotonicMillis()).put("ts", NodeClock.now());
        return retained(topics.birth(), json, Message.NO_SEQ);
    }

    Message watchdog(WatchdogState state) {
        long number = seq.getAndIncrement();
        JsonText json = new JsonText().put("gate", state.gate()).put("reason", state.reason()).put("safe_mode", state.safeMode())
                .putObjects("devices", state.devices(), (o, device) -> o.put("path", device.path()).put("state", device.state()))
                .putObjects("critical", state.critical(),
                        (o, critical) -> o.put("name", critical.name()).put("state", critical.state()).put("grace", critical.grace()))
                .put("sid", identity.sid()).put("seq", number).put("ts", NodeClock.now()).put("mono_ms", NodeClock.monotonicMillis());
        return retained(topics.watchdog(), json, number);
    }

    Message noWatchdog() {
        return Message.nothing(topics.watchdog());
    }

    Message state(ServiceName service, ServiceState state) {
        long number = seq.getAndIncrement();
        return retained(topics.state(service), members(state, number), number);
    }

    /** What takes the state of a service that is gone from the broker. */
    Message noState(ServiceName service) {
        return Message.nothing(topics.state(service));
    }

    Message event(ServiceName service, ServiceState state, Change change) {
        long number = seq.getAndIncrement();
        return new Message(topics.event(service),
                members(state, number).put("cause", change.cause().word()).put("missed", change.missed()).bytes(), false, number);
    }

    Message dropped(Outbox.Dropped dropped) {
        return retained(topics.dropped(), new JsonText().put("events", dropped.events()).put("since_seq", dropped.sinceSeq())
                .put("sid", identity.sid()).put("ts", NodeClock.now()), Message.NO_SEQ);
    }

    Message answer(String verb, String service, String nonce, boolean ok, String message) {
        return new Message(topics.commandResult(), new JsonText().put("verb", verb).put("service", service).put("nonce", nonce)
                .put("ok", ok).put("message", message).put("sid", identity.sid()).put("ts", NodeClock.now()).bytes(), false, Message.NO_SEQ);
    }

    private static Message retained(String topic, JsonText json, long seq) {
        return new Message(topic, json.bytes(), true, seq);
    }

    private JsonText members(ServiceState state, long number) {
        return new JsonText().put("state", state.phase().word()).put("want", state.wantedUp() ? "up" : "down")
                .put("normally", state.normallyUp() ? "up" : "down").put("ready", state.ready()).put("paused", state.paused())
                .put("crash_only", state.crashOnly()).put("gave_up", state.gaveUp()).put("critical", state.critical())
                .put("pid", state.pid()).put("starts", state.starts()).put("deaths", state.deaths()).put("exit", state.exit())
                .put("signal", state.signal()).put("since_mono_ms", state.sinceMonotonic()).put("since", NodeClock.text(state.sinceWall()))
                .put("sid", identity.sid()).put("seq", number).put("boot_id", identity.bootId())
                .put("mono_ms", NodeClock.monotonicMillis()).put("ts", NodeClock.now());
    }
}
