package dev.dogwatch.telemetry;

import dev.dogwatch.libc.Edge;
import dev.dogwatch.libc.PanamaLibc;
import dev.dogwatch.os.Release;
import dev.dogwatch.telemetry.config.InvalidConfigurationException;
import dev.dogwatch.telemetry.config.Key;
import dev.dogwatch.telemetry.config.SettingsReader;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * The program {@code dogwatch-telemetry [--config FILE] [--service-dir DIR] [--KEY=VALUE...]}: runs until TERM or INT, and
 * reads its configuration again on HUP. Exit code 0 after that, 100 when the configuration is wrong, 111 when it cannot go on.
 * {@code --version} and {@code --help} print and exit 0.
 */
public final class Telemetry {
    private static final int WRONG_CONFIGURATION = 100;

    private Telemetry() {
    }

    /** The program. */
    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            help();
            return;
        }
        if (List.of(arguments).contains("--version")) {
            System.out.println("dogwatch-telemetry " + Release.VERSION);
            return;
        }
        SettingsReader reader = new SettingsReader(List.of(arguments), System.getenv(), SettingsReader.USUAL_FILE);
        Edge.libc = new PanamaLibc();
        Bridge bridge;
        try {
            bridge = new Bridge(reader.read(), Telemetry::log);
        } catch (InvalidConfigurationException e) {
            e.getMessage().lines().forEach(Telemetry::log);
            System.exit(WRONG_CONFIGURATION);
            return;
        }
        CountDownLatch end = new CountDownLatch(1);
        Signal.handle(new Signal("TERM"), signal -> end.countDown());
        Signal.handle(new Signal("INT"), signal -> end.countDown());
        Signal.handle(new Signal("HUP"), signal -> reload(reader, bridge));
        bridge.start();
        end.await();
        bridge.stop();
        System.exit(0);
    }

    private static void help() {
        System.out.println("usage: dogwatch-telemetry [--config FILE] [--service-dir DIR] [--KEY=VALUE...] | --version | --help");
        System.out.println("Keys, which stand in the environment as DOGWATCH_MQTT_URL and in " + SettingsReader.USUAL_FILE + " as well:");
        for (Key key : Key.values()) {
            String standard = key.standard() == null ? "" : " (" + key.standard() + ")";
            System.out.println("  --" + key.text() + "=..." + standard + "\n        " + key.meaning());
        }
    }

    private static void reload(SettingsReader reader, Bridge bridge) {
        try {
            bridge.reload(reader.read());
        } catch (InvalidConfigurationException e) {
            e.getMessage().lines().forEach(Telemetry::log);
            log("warning: the configuration stays as it was");
        }
    }

    private static synchronized void log(String line) {
        System.err.println("dogwatch-telemetry: " + line);
    }
}
