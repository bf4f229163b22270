package dev.dogwatch.telemetry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts connections on a port of the loopback address, each served by a thread of its own, until it is closed. */
final class Listener implements AutoCloseable {

    /** What is done with a connection; it is closed when that returns or throws. */
    interface Service {
        void serve(Socket connection) throws IOException;
    }

    private final ServerSocket socket;
    private final Service service;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Thread acceptor;

    /** On port 0 it takes one that is free. */
    Listener(int port, Service service) {
        this.service = service;
        try {
            socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.add(connection);
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                // Closed, or the connection was gone before it was accepted.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            service.serve(connection);
        } catch (IOException e) {
            // Connections end in every way here; that is what they are for.
        } finally {
            connections.remove(connection);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** How many connections have been accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /** How many are open. */
    int open() {
        return connections.size();
    }

    /** Ends those that are open; the other side gets a reset. */
    void cut() {
        for (Socket connection : connections) {
            try {
                connection.setSoLinger(true, 0);
                connection.close();
            } catch (IOException e) {
                // It is gone, which is what was wanted.
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            // The kernel listens until the thread that waits for connections has noticed.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }
}
