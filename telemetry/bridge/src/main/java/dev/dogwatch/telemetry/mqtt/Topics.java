package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.ServiceName;
import java.util.Optional;

/** The topics of one node. */
public final class Topics {
    private final String prefix;

    Topics(String site, String node) {
        prefix = "dogwatch/v1/" + TopicLevel.of(site) + "/" + TopicLevel.of(node) + "/";
    }

    public String status() {
        return prefix + "status";
    }

    String birth() {
        return prefix + "birth";
    }

    public String watchdog() {
        return prefix + "watchdog";
    }

    String dropped() {
        return prefix + "dropped";
    }

    /** What comes before VERB/SERVICE. */
    public String commands() {
        return prefix + "cmd/";
    }

    String commandResult() {
        return prefix + "cmd-result";
    }

    public String state(ServiceName service) {
        return prefix + "svc/" + TopicLevel.of(service.bytes()) + "/state";
    }

    /** Filter of {@link #state}. */
    String anyState() {
        return prefix + "svc/+/state";
    }

    /** Whose {@link #state} it is; empty: nobody's of this node. The name is empty where none is written so. */
    Optional<ServiceName> stateName(String topic) {
        String begin = prefix + "svc/";
        String end = "/state";
        if (!topic.startsWith(begin) || !topic.endsWith(end) || topic.length() < begin.length() + end.length()) {
            return Optional.empty();
        }
        String level = topic.substring(begin.length(), topic.length() - end.length());
        return level.contains("/") ? Optional.empty()
                : Optional.of(TopicLevel.name(level).map(ServiceName::of).orElse(new ServiceName("")));
    }

    String event(ServiceName service) {
        return prefix + "svc/" + TopicLevel.of(service.bytes()) + "/event";
    }
}
