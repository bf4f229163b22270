package dev.dogwatch.telemetry.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The network between a client and a broker: it carries bytes from its own port to the broker's and back, until it is
 * told to lose, hold or slow them.
 */
public final class FlakyProxy implements AutoCloseable {

    private static final int BUFFER = 4096;

    private enum Link {
        UP,
        /** Nothing passes and nobody is told, as with a cable that was pulled. */
        SILENT,
        /** Connections are reset, new ones at once. */
        DOWN
    }

    private final int brokerPort;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Listener listener;
    private Link link = Link.UP;
    private Duration delay = Duration.ZERO;
    private int bytesPerSecond;
    private long resetAfter = Long.MAX_VALUE;

    /** On a port of its own that is free. */
    public FlakyProxy(int brokerPort) {
        this(0, brokerPort);
    }

    public FlakyProxy(int port, int brokerPort) {
        this.brokerPort = brokerPort;
        listener = new Listener(port, this::carry);
    }

    private void carry(Socket client) throws IOException {
        if (isDown()) {
            client.setSoLinger(true, 0);
            return;
        }
        try (Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(broker, client, false));
            pump(client, broker, true);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDown() {
        lock.lock();
        try {
            return link == Link.DOWN;
        } finally {
            lock.unlock();
        }
    }

    private void pump(Socket from, Socket to, boolean up) {
        byte[] buffer = new byte[BUFFER];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                for (int at = 0; at < n;) {
                    int pass = admit(n - at, up);
                    out.write(buffer, at, pass);
                    at += pass;
                }
            }
        } catch (IOException e) {
            // The other pump ends with its sockets.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits as long as the network takes, and says how many of the bytes pass then. */
    private int admit(int bytes, boolean up) throws InterruptedException, IOException {
        int pass = bytes;
        long waitNanos;
        lock.lockInterruptibly();
        try {
            if (bytesPerSecond > 0) {
                // A tenth of a second's worth at a time, so that slow means slow, not in bursts.
                pass = Math.clamp(bytesPerSecond / 10, 1, bytes);
                waitNanos = TimeUnit.SECONDS.toNanos(pass) / bytesPerSecond;
            } else {
                waitNanos = 0;
            }
            waitNanos += delay.toNanos();
        } finally {
            lock.unlock();
        }
        TimeUnit.NANOSECONDS.sleep(waitNanos);
        lock.lockInterruptibly();
        try {
            while (link == Link.SILENT) {
                changed.await();
            }
            if (link == Link.DOWN) {
                throw new IOException("the link is down");
            }
            if (up) {
                if (resetAfter == 0) {
                    link = Link.DOWN;
                    changed.signalAll();
                    throw new IOException("the link goes down now");
                }
                pass = (int) Math.min(pass, resetAfter);
                resetAfter -= resetAfter == Long.MAX_VALUE ? 0 : pass;
            }
            return pass;
        } finally {
            lock.unlock();
        }
    }

    /** Resets all connections, and each new one until {@link #restore}. */
    public void cut() {
        set(Link.DOWN);
        listener.cut();
    }

    /** Lets nothing pass, either way, without a word to anybody; new connections are accepted and as silent. */
    public void silence() {
        set(Link.SILENT);
    }

    /** Lets all pass again, what was held back in silence first; delay and throttle stay. */
    public void restore() {
        set(Link.UP);
    }

    private void set(Link now) {
        lock.lock();
        try {
            link = now;
            resetAfter = Long.MAX_VALUE;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Cuts, as {@link #cut}, once so many more bytes have gone to the broker: in the middle of a message, if that is where it is. */
    public void cutAfter(int bytesToBroker) {
        lock.lock();
        try {
            resetAfter = bytesToBroker;
        } finally {
            lock.unlock();
        }
    }

    /** Each piece of up to 4 KiB takes this long, either way. Zero: as quick as it goes. */
    public void delay(Duration each) {
        lock.lock();
        try {
            delay = each;
        } finally {
            lock.unlock();
        }
    }

    /** No more than this passes in a second, in each direction of each connection. 0: as quick as it goes. */
    public void throttle(int bytes) {
        lock.lock();
        try {
            bytesPerSecond = bytes;
        } finally {
            lock.unlock();
        }
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

    /** How many of them are open. */
    public int open() {
        return listener.open();
    }

    @Override
    public void close() {
        set(Link.DOWN);
        listener.close();
    }
}
