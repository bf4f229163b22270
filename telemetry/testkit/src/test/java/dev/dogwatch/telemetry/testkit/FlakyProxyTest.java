package dev.dogwatch.telemetry.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Through the proxy stands a server that sends back what it gets, and keeps it. */
class FlakyProxyTest {

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Listener echo = new Listener(0, connection -> {
        byte[] buffer = new byte[65_536];
        for (int n = connection.getInputStream().read(buffer); n > 0; n = connection.getInputStream().read(buffer)) {
            received.write(buffer, 0, n);
            connection.getOutputStream().write(buffer, 0, n);
        }
    });
    private final FlakyProxy proxy = new FlakyProxy(echo.port());

    @AfterEach
    void close() {
        proxy.close();
        echo.close();
    }

    @Test
    void itCarriesBytesBothWays() throws IOException {
        try (Socket client = connect()) {
            byte[] sent = new byte[1_000_000];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = (byte) (i * 31 >> 3);
            }
            Thread.ofVirtual().start(() -> write(client, sent));
            assertArrayEquals(sent, client.getInputStream().readNBytes(sent.length));
        }
        Await.until("end", () -> proxy.open() == 0 && echo.open() == 0, proxy::open);
    }

    @Test
    void aCutResetsWhatIsOpenAndWhatComes() throws IOException {
        try (Socket before = connect()) {
            say(before, "x");
            proxy.cut();
            assertEnds(before);
            try (Socket after = connect()) {
                assertEnds(after);
            }
            proxy.restore();
            try (Socket again = connect()) {
                say(again, "y");
            }
        }
    }

    @Test
    void silenceHoldsWhatIsSaidAndTellsNobody() throws IOException {
        try (Socket client = connect()) {
            say(client, "x");
            proxy.silence();
            write(client, "held".getBytes(US_ASCII));
            client.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
            assertEquals("x", received.toString(US_ASCII));
            proxy.restore();
            client.setSoTimeout((int) Await.LONG.toMillis());
            assertEquals("held", new String(client.getInputStream().readNBytes(4), US_ASCII));
        }
    }

    @Test
    void aCutAfterSomeBytesComesInTheMiddle() throws IOException {
        try (Socket client = connect()) {
            proxy.cutAfter(5);
            write(client, "0123456789".getBytes(US_ASCII));
            Await.until("5 bytes", () -> received.size() == 5 && echo.open() == 0, received::toString);
            try (Socket after = connect()) {
                assertEnds(after);
            }
        }
    }

    @Test
    void aDelayTakesItsTime() throws IOException {
        proxy.delay(Duration.ofMillis(100));
        try (Socket client = connect()) {
            long before = System.nanoTime();
            say(client, "x");
            assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(200), "there and back");
        }
    }

    @Test
    void aThrottleLetsNoMorePassInASecond() throws IOException {
        proxy.throttle(10_000);
        try (Socket client = connect()) {
            long before = System.nanoTime();
            Thread.ofVirtual().start(() -> write(client, new byte[5000]));
            client.getInputStream().readNBytes(5000);
            assertTrue(System.nanoTime() - before >= TimeUnit.MILLISECONDS.toNanos(500), "5,000 bytes in half a second");
        }
    }

    @Test
    void aBrokerThatIsNotThereIsAnEndAtOnce() throws IOException {
        echo.close();
        try (Socket client = connect()) {
            assertEnds(client);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout((int) Await.LONG.toMillis());
        return socket;
    }

    private static void say(Socket client, String text) throws IOException {
        write(client, text.getBytes(US_ASCII));
        assertEquals(text, new String(client.getInputStream().readNBytes(text.length()), US_ASCII));
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** By an end or a reset. */
    private static void assertEnds(Socket client) {
        try {
            assertEquals(-1, client.getInputStream().read());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException e) {
            // Reset.
        }
    }
}
