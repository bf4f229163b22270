package dev.dogwatch.telemetry.mqtt;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How to reach the broker. Paths and user are null where they are not configured.
 *
 * @param url tcp://HOST:PORT or ssl://HOST:PORT
 * @param answer how long the broker may take to answer: to accept, and to acknowledge a message
 */
public record BrokerSettings(String url, String clientId, String user, Path passwordFile, Path caFile, Path certFile, Path keyFile,
        Duration keepalive, Duration answer, Duration retryMin, Duration retryMax) {

    /** Whether the connection is encrypted. */
    public boolean tls() {
        return url.startsWith("ssl:");
    }
}
