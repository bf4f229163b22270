package dev.dogwatch.telemetry.fleet;

/** Where messages go. */
public interface Publisher {

    /** With QoS 1. Waits while too much is under way; what cannot be sent is lost, as nodes tell all when they connect. */
    void publish(String topic, byte[] payload, boolean retained);
}
