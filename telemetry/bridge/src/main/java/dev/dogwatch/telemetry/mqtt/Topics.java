package dev.dogwatch.telemetry.mqtt;

import dev.dogwatch.telemetry.node.ServiceName;

/** The topics of one node. */
final class Topics {
    private final String prefix;

    Topics(String site, String node) {
        prefix = "dogwatch/v1/" + TopicLevel.of(site) + "/" + TopicLevel.of(node) + "/";
    }

    String status() {
        return prefix + "status";
    }

    String birth() {
        return prefix + "birth";
    }

    String watchdog() {
        return prefix + "watchdog";
    }

    String dropped() {
        return prefix + "dropped";
    }

    String state(ServiceName service) {
        return prefix + "svc/" + TopicLevel.of(service.bytes()) + "/state";
    }

    String event(ServiceName service) {
        return prefix + "svc/" + TopicLevel.of(service.bytes()) + "/event";
    }
}
