package dev.dogwatch.telemetry.testkit;

import java.io.IOException;
import java.net.Socket;

/** Answers each CONNECT of MQTT 3.1.1 with a refusal, and closes the connection. */
public final class RefusingBroker implements AutoCloseable {

    /** Return codes of CONNACK (MQTT 3.1.1, table 3.1). */
    public enum Refusal {
        PROTOCOL_VERSION(1), IDENTIFIER(2), SERVER_UNAVAILABLE(3), BAD_USER_OR_PASSWORD(4), NOT_AUTHORISED(5);

        private final int code;

        Refusal(int code) {
            this.code = code;
        }
    }

    private final Refusal refusal;
    private final Listener listener;

    /** On port 0 it takes one that is free. */
    public RefusingBroker(int port, Refusal refusal) {
        this.refusal = refusal;
        listener = new Listener(port, this::refuse);
    }

    private void refuse(Socket connection) throws IOException {
        if (Packet.read(connection.getInputStream()).type() == Packet.CONNECT) {
            connection.getOutputStream().write(new byte[] {Packet.CONNACK << 4, 2, 0, (byte) refusal.code});
        }
    }

    public int port() {
        return listener.port();
    }

    public String url() {
        return "tcp://127.0.0.1:" + port();
    }

    /** How many connections it has accepted, and refused, so far. */
    public int accepted() {
        return listener.accepted();
    }

    @Override
    public void close() {
        listener.close();
    }
}
