package dev.dogwatch.telemetry.sparkplug;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dogwatch.telemetry.mqtt.Identity;
import dev.dogwatch.telemetry.node.ServiceState;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/** Payloads of Sparkplug B 3.0, by Tahu's protocol buffers. */
final class Encoding {
    static final String REBIRTH = "Node Control/Rebirth";

    private static final String BIRTH_AND_DEATH = "bdSeq";
    private static final String GATE = "Watchdog/Gate";
    private static final int LARGEST_COMMAND = 4096;

    /** What a service has. A state without it, or with null, has a metric that is null. */
    private enum ServiceMetric {
        STATE("state", state -> state.phase().word(), Encoding::text),
        WANT("want", state -> state.wantedUp() ? "up" : "down", Encoding::text),
        READY("ready", ServiceState::ready, Encoding::flag),
        PAUSED("paused", ServiceState::paused, Encoding::flag),
        GAVE_UP("gave_up", ServiceState::gaveUp, Encoding::flag),
        PID("pid", ServiceState::pid, Encoding::number),
        STARTS("starts", ServiceState::starts, Encoding::number),
        DEATHS("deaths", ServiceState::deaths, Encoding::number),
        EXIT("exit", ServiceState::exit, Encoding::number),
        SIGNAL("signal", ServiceState::signal, Encoding::number);

        private final Function<ServiceState, Object> value;
        private final Function<Object, Payload.Metric.Builder> metric;

        ServiceMetric(String name, Function<ServiceState, Object> value, BiFunction<String, Object, Payload.Metric.Builder> metric) {
            this.value = value;
            this.metric = now -> metric.apply(name, now);
        }
    }

    private Encoding() {
    }

    /** NDEATH: of the birth with the same number. */
    static byte[] nodeDeath(int birthAndDeath, long now) {
        return Payload.newBuilder().setTimestamp(now).addMetrics(number(BIRTH_AND_DEATH, birthAndDeath).setTimestamp(now)).build().toByteArray();
    }

    /** NBIRTH; @param gate null: no watchdog is configured */
    static byte[] nodeBirth(int birthAndDeath, int seq, Identity identity, String gate, long now) {
        Payload.Builder payload = payload(seq, now);
        for (Payload.Metric.Builder metric : new Payload.Metric.Builder[] {number(BIRTH_AND_DEATH, birthAndDeath), flag(REBIRTH, false),
                text(GATE, gate), text("Properties/Version", identity.version()), text("Properties/Architecture", identity.arch()),
                text("Properties/Kernel", identity.kernel()), text("Properties/Board", identity.board()),
                text("Properties/Boot ID", identity.bootId()), text("Properties/Session", identity.sid())}) {
            payload.addMetrics(metric.setTimestamp(now));
        }
        return payload.build().toByteArray();
    }

    /** NDATA. */
    static byte[] nodeData(int seq, String gate, long now) {
        return payload(seq, now).addMetrics(text(GATE, gate).setTimestamp(now)).build().toByteArray();
    }

    /** DBIRTH with all metrics. */
    static byte[] deviceBirth(int seq, ServiceState state, long now) {
        return device(seq, null, state, now);
    }

    /** DDATA with those that are others than they were. */
    static byte[] deviceData(int seq, ServiceState before, ServiceState after, long now) {
        return device(seq, before, after, now);
    }

    /** DDEATH. */
    static byte[] deviceDeath(int seq, long now) {
        return payload(seq, now).build().toByteArray();
    }

    /** Whether a DDATA would say anything. */
    static boolean differ(ServiceState before, ServiceState after) {
        for (ServiceMetric metric : ServiceMetric.values()) {
            if (!Objects.equals(metric.value.apply(before), metric.value.apply(after))) {
                return true;
            }
        }
        return false;
    }

    /** Whether an NCMD asks for a new birth; what cannot be read does not. */
    static boolean asksForRebirth(byte[] command) {
        try {
            return command.length <= LARGEST_COMMAND && Payload.parseFrom(command).getMetricsList().stream()
                    .anyMatch(metric -> metric.getName().equals(REBIRTH) && metric.getBooleanValue());
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private static byte[] device(int seq, ServiceState before, ServiceState after, long now) {
        Payload.Builder payload = payload(seq, now);
        for (ServiceMetric metric : ServiceMetric.values()) {
            Object value = metric.value.apply(after);
            if (before == null || !Objects.equals(metric.value.apply(before), value)) {
                payload.addMetrics(metric.metric.apply(value).setTimestamp(now));
            }
        }
        return payload.build().toByteArray();
    }

    private static Payload.Builder payload(int seq, long now) {
        return Payload.newBuilder().setTimestamp(now).setSeq(seq);
    }

    private static Payload.Metric.Builder metric(String name, DataType type, Object value) {
        Payload.Metric.Builder metric = Payload.Metric.newBuilder().setName(name).setDatatype(type.getNumber());
        return value == null ? metric.setIsNull(true) : metric;
    }

    private static Payload.Metric.Builder text(String name, Object value) {
        Payload.Metric.Builder metric = metric(name, DataType.String, value);
        return value == null ? metric : metric.setStringValue((String) value);
    }

    private static Payload.Metric.Builder flag(String name, Object value) {
        Payload.Metric.Builder metric = metric(name, DataType.Boolean, value);
        return value == null ? metric : metric.setBooleanValue((Boolean) value);
    }

    private static Payload.Metric.Builder number(String name, Object value) {
        Payload.Metric.Builder metric = metric(name, DataType.Int64, value);
        return value == null ? metric : metric.setLongValue(((Number) value).longValue());
    }
}
