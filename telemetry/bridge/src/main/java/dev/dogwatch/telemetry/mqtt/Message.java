package dev.dogwatch.telemetry.mqtt;

/**
 * What is published, with QoS 1.
 *
 * @param retained whether only the last one on its topic counts, which the broker keeps
 * @param seq counts up in a session; -1: has none
 */
public record Message(String topic, byte[] payload, boolean retained, long seq) {
    /** In place of a seq. */
    public static final long NO_SEQ = -1;
}
