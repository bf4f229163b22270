package dev.dogwatch.telemetry.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A control packet of MQTT 3.1.1, as far as tests look into it.
 *
 * @param header the first byte, type and flags
 * @param body all behind the fixed header
 */
record Packet(int header, byte[] body) {
    static final int CONNECT = 1;
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int SUBSCRIBE = 8;
    static final int SUBACK = 9;
    static final int PINGREQ = 12;
    static final int PINGRESP = 13;

    /** The next one. */
    static Packet read(InputStream in) throws IOException {
        int header = in.read();
        if (header < 0) {
            throw new EOFException("the connection has ended");
        }
        int length = 0;
        int digit;
        int shift = 0;
        do {
            digit = in.read();
            length |= (digit & 0x7f) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0 && shift < 28);
        return new Packet(header, in.readNBytes(length));
    }

    int type() {
        return header >> 4;
    }

    int qos() {
        return header >> 1 & 3;
    }
}
