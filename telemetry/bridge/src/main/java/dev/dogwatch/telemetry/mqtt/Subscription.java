package dev.dogwatch.telemetry.mqtt;

import org.eclipse.paho.client.mqttv3.IMqttToken;

/** What the broker says to the wish to be told something. */
public final class Subscription {
    private static final int REFUSED = 0x80;

    private final IMqttToken token;

    Subscription(IMqttToken token) {
        this.token = token;
    }

    /** Whether it has said anything yet. */
    public boolean isAnswered() {
        return token.isComplete();
    }

    /** Whether it has said no. A broker may also say yes and let nothing through. */
    public boolean isRefused() {
        if (!token.isComplete()) {
            return false;
        }
        int[] granted = token.getGrantedQos();
        return token.getException() != null || granted != null && granted.length > 0 && granted[0] == REFUSED;
    }
}
