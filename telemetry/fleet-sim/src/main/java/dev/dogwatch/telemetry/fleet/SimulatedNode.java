package dev.dogwatch.telemetry.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** One node: what the bridge on it would publish. Not for several threads at once. */
final class SimulatedNode {

    private static final List<String> NAMES = List.of("nav", "gps", "imu", "camera", "lidar", "heart", "mission", "depth", "thruster",
            "ballast", "sonar", "radio", "modem", "logger", "time", "sshd", "battery", "pilot", "recorder", "telemetry");
    private static final List<String> BOARDS = List.of("raspberry-pi-4", "jetson-orin", "imx8-plus", "qemu-virt-aarch64");
    private static final List<String> CAUSES = List.of("power-on", "power-on", "reboot", "reboot", "poweroff", "unknown");
    private static final long DAY_MS = 86_400_000;

    private final String site;
    private final String name;
    private final String prefix;
    private final String board;
    private final RandomGenerator random;
    private final List<SimulatedService> services = new ArrayList<>();
    private String sid;
    private String bootId;
    private long bootedAt;
    private int boots;
    private int resets;
    private String cause;
    private String reason;
    private long seq;

    SimulatedNode(String site, String name, int serviceCount, long now, RandomGenerator random) {
        this.site = site;
        this.name = name;
        this.random = random;
        prefix = "dogwatch/v1/" + site + "/" + name + "/";
        board = BOARDS.get(random.nextInt(BOARDS.size()));
        boots = random.nextInt(1, 40);
        resets = random.nextInt(Math.min(boots, 4));
        cause = CAUSES.get(random.nextInt(CAUSES.size()));
        bootedAt = now - random.nextLong(DAY_MS / 100, 20 * DAY_MS);
        bootId = uuid();
        for (int i = 0; i < serviceCount; i++) {
            String service = i < NAMES.size() ? NAMES.get(i) : NAMES.get(i % NAMES.size()) + "-" + i / NAMES.size();
            services.add(new SimulatedService(service, bootedAt + random.nextLong(1000, 9000), random));
        }
        connect();
    }

    String name() {
        return name;
    }

    List<SimulatedService> services() {
        return services;
    }

    /** A new start of the bridge. */
    void connect() {
        sid = Long.toString(random.nextLong(1L << 40, 1L << 62), Character.MAX_RADIX);
        seq = 0;
    }

    /** The watchdog has reset it. */
    void reset(long now, String why) {
        bootedAt = now;
        bootId = uuid();
        boots++;
        resets++;
        cause = "watchdog";
        reason = why;
        services.forEach(service -> service.reset(now, random));
    }

    String statusTopic() {
        return prefix + "status";
    }

    byte[] will() {
        return bytes(object().put("online", false).put("sid", sid));
    }

    /** All that a bridge says when it has connected. */
    void announce(long now, Publisher to) {
        to.publish(statusTopic(), bytes(object().put("online", true).put("sid", sid).put("boot_id", bootId).put("ts", Moment.text(now))), true);
        ObjectNode birth = object().put("sid", sid).put("site", site).put("node", name).put("version", "0.1.0").put("arch", "aarch64")
                .put("kernel", "6.12.48").put("board", board).put("boot_id", bootId).put("boots", boots).put("cause", cause)
                .put("reason", reason).put("resets", resets);
        birth.set("watchdog", object().put("gate", "open").putNull("reason").put("devices", 1).put("safe_mode", false));
        ArrayNode names = birth.putArray("services");
        services.forEach(service -> names.add(service.name()));
        birth.putArray("commands");
        to.publish(prefix + "birth", bytes(birth.put("queue_max", 10_000).put("mono_ms", now - bootedAt).put("ts", Moment.text(now))), true);
        services.forEach(service -> publishState(service, now, to));
    }

    /** After something has happened to a service. */
    void tell(SimulatedService service, String what, long now, Publisher to) {
        ObjectNode event = stamped(service.state(bootedAt), now).put("cause", what).put("missed", 0);
        to.publish(prefix + "svc/" + service.name() + "/event", bytes(event), false);
        publishState(service, now, to);
    }

    private void publishState(SimulatedService service, long now, Publisher to) {
        to.publish(prefix + "svc/" + service.name() + "/state", bytes(stamped(service.state(bootedAt), now)), true);
    }

    private ObjectNode stamped(ObjectNode json, long now) {
        return json.put("sid", sid).put("seq", seq++).put("boot_id", bootId).put("mono_ms", now - bootedAt).put("ts", Moment.text(now));
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(UTF_8);
    }
}
