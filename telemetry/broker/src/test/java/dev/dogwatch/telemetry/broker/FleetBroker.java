package dev.dogwatch.telemetry.broker;

import dev.dogwatch.telemetry.testkit.Authority;
import dev.dogwatch.telemetry.testkit.Broker;
import dev.dogwatch.telemetry.testkit.Identity;
import dev.dogwatch.telemetry.testkit.Ports;
import dev.dogwatch.telemetry.testkit.Repository;
import dev.dogwatch.telemetry.testkit.Tap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * A real mosquitto with telemetry/broker's own files, in which nothing but paths and ports is changed. Two users more may
 * do all: a witness, that sees what others were allowed to write, and a herald.
 */
final class FleetBroker implements AutoCloseable {

    private final Path directory;
    private final Authority authority;
    private final Identity witness;
    private final Identity herald;
    private final int tls = Ports.free();
    private final int websocket = Ports.free();
    private final int plain = Ports.free();
    private final Broker broker;

    FleetBroker(Path root) {
        try {
            directory = Files.createDirectories(root.resolve("broker"));
            authority = Authority.in(directory);
            authority.broker("localhost", "127.0.0.1");
            Files.createFile(directory.resolve("passwords"));
            Files.writeString(directory.resolve("acl"), Files.readString(Repository.path("telemetry/broker/acl"))
                    + "\nuser witness\ntopic read #\nuser herald\ntopic write #\n");
            witness = authority.operator("witness");
            herald = authority.operator("herald");
            Files.writeString(Files.createDirectories(directory.resolve("dashboard")).resolve("index.html"), "<title>the page</title>");
            broker = Broker.configured(directory, plain, configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker.start();
    }

    private String configuration() throws IOException {
        String text = Files.readString(Repository.path("telemetry/broker/mosquitto.conf"));
        text = changed(text, "/etc/mosquitto/dogwatch/", directory + "/");
        text = changed(text, "/usr/share/dogwatch/dashboard", directory + "/dashboard");
        text = changed(text, "/var/lib/mosquitto/", directory + "/");
        text = changed(text, "listener 8883", "listener " + tls);
        text = changed(text, "listener 8080 ", "listener " + websocket + " ");
        return changed(text, "listener 1883 ", "listener " + plain + " ");
    }

    private static String changed(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new AssertionError("mosquitto.conf has no " + from);
        }
        return text.replace(from, to);
    }

    Authority authority() {
        return authority;
    }

    Broker broker() {
        return broker;
    }

    Path directory() {
        return directory;
    }

    String tls() {
        return "ssl://localhost:" + tls;
    }

    String websocket() {
        return "ws://127.0.0.1:" + websocket;
    }

    String page() {
        return "http://127.0.0.1:" + websocket + "/";
    }

    String plain() {
        return "tcp://127.0.0.1:" + plain;
    }

    /** Sees all that is published. One at a time. */
    Tap witness() {
        return Tap.on(tls(), "#", options -> {
            options.setCleanSession(true);
            options.setSocketFactory(as(witness));
        }).awaitSubscribed();
    }

    /** May publish everything. One at a time. */
    Client herald() throws MqttException {
        return Client.connect(tls(), options -> options.setSocketFactory(as(herald)));
    }

    /** Sockets of a client with this certificate. */
    SSLSocketFactory as(Identity identity) {
        return identity.believing(authority.certificate());
    }

    @Override
    public void close() {
        broker.close();
    }
}
