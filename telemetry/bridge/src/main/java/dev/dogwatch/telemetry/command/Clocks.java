package dev.dogwatch.telemetry.command;

import dev.dogwatch.telemetry.mqtt.NodeClock;

/** What time it is. */
interface Clocks {
    Clocks REAL = new Clocks() {
        @Override
        public boolean isSet() {
            return NodeClock.now() != null;
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long monotonicMillis() {
            return NodeClock.monotonicMillis();
        }
    };

    /** Whether the wall clock tells a time of day. */
    boolean isSet();

    /** ms since 1970. */
    long wallMillis();

    /** ms that no one sets. */
    long monotonicMillis();
}
