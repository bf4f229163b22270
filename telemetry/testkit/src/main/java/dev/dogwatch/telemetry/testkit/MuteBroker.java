package dev.dogwatch.telemetry.testkit;

import java.io.OutputStream;

/** Accepts connections, reads all that comes, and never says a word: not even to CONNECT. */
public final class MuteBroker implements AutoCloseable {

    private final Listener listener;

    /** On port 0 it takes one that is free. */
    public MuteBroker(int port) {
        listener = new Listener(port, connection -> connection.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    public int port() {
        return listener.port();
    }

    public String url() {
        return "tcp://127.0.0.1:" + port();
    }

    /** How many connections it has accepted so far. */
    public int accepted() {
        return listener.accepted();
    }

    /** How many of them the clients have not given up. */
    public int open() {
        return listener.open();
    }

    @Override
    public void close() {
        listener.close();
    }
}
