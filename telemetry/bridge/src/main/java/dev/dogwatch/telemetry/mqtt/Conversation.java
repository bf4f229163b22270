package dev.dogwatch.telemetry.mqtt;

import java.time.Duration;
import java.util.List;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * What is said and heard by a {@link Session}, in one connection after the other. All is called by the session's thread
 * but {@link #arrived} and {@link #wake}.
 */
public interface Conversation {

    /** What the broker publishes when the connection that is about to be made ends without a word. */
    Message will();

    /** What a connection begins with. It may fail at any of them; the next one begins anew. */
    List<Message> opening();

    /** Is called again and again while there is a connection; must not wait for anything. */
    void attend(Link link, BrokerSettings settings) throws MqttException;

    /** The next one to say; null: there was none for so long, or {@link #wake} was called. */
    Message take(Duration time) throws InterruptedException;

    /** The broker has what was taken last. */
    void delivered();

    /** What was taken last, unless it was delivered, is to be taken again. */
    void giveBack();

    /** What is said before an end in order. */
    Message closing();

    /** Something that was subscribed to has come; by a thread that must not be held up. */
    void arrived(String topic, byte[] payload, boolean retained);

    /** Ends a wait in {@link #take}. */
    void wake();
}
