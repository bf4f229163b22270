package dev.dogwatch.telemetry.mqtt;

import org.eclipse.paho.client.mqttv3.MqttException;

/** Who wants to hear something from the broker. All is called by the session's thread but {@link #arrived}. */
public interface Hearing {

    /** There is another connection, in which nothing is subscribed to. */
    void connected();

    /** Is called again and again while there is a connection; must not wait for anything. */
    void attend(Link link, BrokerSettings settings) throws MqttException;

    /** Something has come, which may be for somebody else; by a thread that must not be held up. */
    void arrived(String topic, byte[] payload, boolean retained);
}
