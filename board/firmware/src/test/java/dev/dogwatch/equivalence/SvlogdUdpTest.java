package dev.dogwatch.equivalence;

import static dev.dogwatch.e2e.Equivalence.onBoth;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dogwatch.e2e.Await;
import dev.dogwatch.e2e.EndToEnd;
import dev.dogwatch.e2e.Scene;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of lines as datagrams. */
@EndToEnd
class SvlogdUdpTest {

    private static final int MILLISECONDS = (int) Await.LIMIT.toMillis();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "u                   | u127.0.0.1:PORT                 |",
        "U                   | U127.0.0.1:PORT                 |",
        "with a prefix       | pP: \\nu127.0.0.1:PORT        |",
        "with a stamp        | u127.0.0.1:PORT                 | -ttt",
        "cut                 | u127.0.0.1:PORT                 | -l 4 -b 5",
        "cut, not logged     | U127.0.0.1:PORT                 | -l 4 -b 5",
        "selected            | -*\\n+l*\\nu127.0.0.1:PORT  |",
        "what follows counts not | u127.0.0.1:PORT/udp         |",
        "the last u counts   | u127.0.0.1:1\\nu127.0.0.1:PORT |",
    })
    void linesAreSent(String what, String config, String options) {
        onBoth(scene -> {
            try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                receiver.setSoTimeout(MILLISECONDS);
                scene.arrange("mkdir log; printf -- '" + config.replace("PORT", "" + receiver.getLocalPort()) + "\\n' >log/config");
                Logs.run(scene, "printf 'left\\nright\\nlast\\n' | svlogd " + (options == null ? "" : options) + " log");
                noteUntilLast(scene, receiver);
                Logs.show(scene, "log");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }).agree().says("= 0", "= 0");
    }

    private static void noteUntilLast(Scene scene, DatagramSocket receiver) throws IOException {
        String text;
        do {
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            receiver.receive(packet);
            text = new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
            scene.note("datagram: " + text.replaceAll("[0-9]{4}-[0-9T:.-]+ ", "STAMP "));
        } while (!text.contains("last"));
    }

    @Test
    void whatCannotBeSentIsLoggedAsSuch() {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo U255.255.255.255:9 >log/config");
            Logs.run(scene, "echo line | svlogd log");
            Logs.show(scene, "log");
        }).agree().says("warning: failure sending through udp: line");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"u127.0.0, 127.0.0", "uhost, host", "u, ''", "u1.2.3.x, 1.2.3.x", "u1..2.3, 1..2.3"})
    void anAddressThatIsNoneIsTold(String config, String told) {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo '" + config + "' >log/config");
            Logs.run(scene, "echo line | svlogd log");
            Logs.show(scene, "log");
        }).agree().says("svlogd: warning: unable to scan ip address: " + told, "= 0", "line");
    }

    @Test
    void aPortThatIsNoneIsTold() {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo u127.0.0.1:syslog >log/config");
            Logs.run(scene, "echo line | svlogd log");
            Logs.show(scene, "log");
        }).agree().says("svlogd: warning: unable to scan port number: syslog", "= 0", "line");
    }

    @Test
    void whereNothingCanBeSentItIsLogged() {
        onBoth(scene -> {
            scene.arrange("mkdir log; echo Uhost >log/config");
            Logs.run(scene, "echo line | svlogd log 2>&1");
            Logs.show(scene, "log");
        }).differ("with a U whose address is none, lines are neither sent nor logged",
                runit -> runit.says("-rwxr--r-- 0 current:"),
                ours -> ours.says("-rwxr--r-- 5 current:", "line"));
    }
}
