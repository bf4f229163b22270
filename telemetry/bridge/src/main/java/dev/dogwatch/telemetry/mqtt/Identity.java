package dev.dogwatch.telemetry.mqtt;

import java.util.UUID;

/**
 * Who publishes.
 *
 * @param sid another one for each start of the bridge
 * @param board null: not configured
 * @param bootId of the kernel
 */
public record Identity(String sid, String site, String node, String board, String bootId, String version, String arch, String kernel) {

    /** A new sid. */
    public static String newSid() {
        return UUID.randomUUID().toString();
    }
}
