package dev.dogwatch.telemetry.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes all that is published, and gives nothing: it refuses subscriptions, or does not even answer them. */
public final class GrudgingBroker implements AutoCloseable {
    private static final byte REFUSED = (byte) 0x80;

    private final boolean answers;
    private final Listener listener;
    private final List<String> published = new CopyOnWriteArrayList<>();

    /** On port 0 it takes one that is free. */
    public GrudgingBroker(int port, boolean answers) {
        this.answers = answers;
        listener = new Listener(port, this::serve);
    }

    private void serve(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        OutputStream out = connection.getOutputStream();
        while (true) {
            Packet packet = Packet.read(in);
            byte[] body = packet.body();
            switch (packet.type()) {
                case Packet.CONNECT -> out.write(new byte[] {Packet.CONNACK << 4, 2, 0, 0});
                case Packet.PUBLISH -> {
                    int end = 2 + ((body[0] & 0xff) << 8 | body[1] & 0xff);
                    published.add(new String(body, 2, end - 2, UTF_8));
                    if (packet.qos() > 0) {
                        out.write(new byte[] {Packet.PUBACK << 4, 2, body[end], body[end + 1]});
                    }
                }
                case Packet.SUBSCRIBE -> {
                    if (answers) {
                        out.write(new byte[] {(byte) (Packet.SUBACK << 4), 3, body[0], body[1], REFUSED});
                    }
                }
                case Packet.PINGREQ -> out.write(new byte[] {(byte) (Packet.PINGRESP << 4), 0});
                default -> { }
            }
        }
    }

    public String url() {
        return "tcp://127.0.0.1:" + listener.port();
    }

    /** How many connections it has accepted so far. */
    public int accepted() {
        return listener.accepted();
    }

    /** The topics of all that was published. */
    public List<String> published() {
        return List.copyOf(published);
    }

    @Override
    public void close() {
        listener.close();
    }
}
