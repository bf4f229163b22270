package dev.dogwatch.telemetry.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param where the file with the line, the environment, or the command line
 * @param key empty: the file itself is meant
 * @param reason ends in what is allowed
 */
public record Problem(String where, String key, String reason) {
    @Override
    public String toString() {
        return where + ": " + (key.isEmpty() ? "" : key + ": ") + reason;
    }
}
