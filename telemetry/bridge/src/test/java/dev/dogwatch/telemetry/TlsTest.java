package dev.dogwatch.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates made by the real openssl; a broker that wants one from its clients, or a password. */
@Timeout(120)
class TlsTest {

    @TempDir
    Path directory;
    private Node node;
    private Broker broker;
    private int port;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        node = new Node(directory);
        port = Ports.free();
        run("""
                set -e
                for ca in ca other; do
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=$ca -keyout $ca.key -out $ca.crt
                done
                sign() {
                    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=$1 -keyout $1.key -out $1.csr
                    printf 'subjectAltName=%s\\n' "$2" >$1.ext
                    openssl x509 -req -in $1.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile $1.ext -out $1.crt
                }
                sign server DNS:localhost
                sign elsewhere DNS:elsewhere.example
                sign node DNS:node
                """);
    }

    private void run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script).directory(directory.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
    }

    @AfterEach
    void end() {
        node.close();
        if (broker != null) {
            broker.close();
        }
    }

    private void broker(String certificate, String more) {
        broker = Broker.configured(directory, port, "listener " + port + " 127.0.0.1\ncafile " + directory + "/ca.crt\ncertfile " + directory + "/"
                + certificate + ".crt\nkeyfile " + directory + "/" + certificate + ".key\n" + more).start();
    }

    private void bridge(String ca, String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "--mqtt.url=ssl://localhost:" + port;
        all[1] = "--mqtt.ca-file=" + directory + "/" + ca + ".crt";
        System.arraycopy(more, 0, all, 2, more.length);
        node.bridge(all);
    }

    @Test
    void aBrokerThatOurCaHasSignedIsTalkedTo() {
        broker("server", "allow_anonymous true\n");
        bridge("ca");
        node.awaitLog("connected to ssl://localhost");
    }

    @Test
    void aBrokerThatAnotherCaHasSignedIsNot() {
        broker("server", "allow_anonymous true\n");
        bridge("other");
        node.awaitLog("certification path");
        assertFalse(node.log().contains("connected to"), node.log());
    }

    @Test
    void aBrokerOfAnotherNameIsNot() {
        broker("elsewhere", "allow_anonymous true\n");
        bridge("ca");
        node.awaitLog("localhost");
        node.awaitLog("trying again");
        assertFalse(node.log().contains("connected to"), node.log());
    }

    @Test
    void aBrokerThatWantsACertificateGetsOurs() {
        broker("server", "require_certificate true\nuse_identity_as_username true\n");
        bridge("ca", "--mqtt.cert-file=" + directory + "/node.crt", "--mqtt.key-file=" + directory + "/node.key");
        node.awaitLog("connected to ssl://localhost");
    }

    @Test
    void thePasswordIsReadFromItsFileAndNeverPrinted() throws IOException, InterruptedException {
        run("mosquitto_passwd -c -b users somebody s3cret-password");
        broker("server", "allow_anonymous false\npassword_file " + directory + "/users\n");
        Path password = Files.writeString(directory.resolve("password"), "wrong\n");
        bridge("ca", "--mqtt.user=somebody", "--mqtt.password-file=" + password);
        node.awaitLog("trying again");
        Files.writeString(password, "s3cret-password\n");
        node.awaitLog("connected to ssl://localhost");
        assertFalse(node.log().contains("s3cret"), node.log());
    }
}
