package dev.dogwatch.telemetry.mqtt;

/**
 * What is published.
 *
 * @param qos 0 or 1
 * @param retained whether only the last one on its topic counts, which the broker keeps
 * @param seq counts up in a session; -1: has none
 */
public record Message(String topic, byte[] payload, int qos, boolean retained, long seq) {
    /** In place of a seq. */
    public static final long NO_SEQ = -1;

    /** One with QoS 1. */
    public Message(String topic, byte[] payload, boolean retained, long seq) {
        this(topic, payload, 1, retained, seq);
    }

    /** What takes the value of a retained topic from the broker. */
    public static Message nothing(String topic) {
        return new Message(topic, new byte[0], true, NO_SEQ);
    }
}
