package dev.dogwatch.telemetry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bridge as a command: the launcher that the property tests.telemetry names, which is what boards run, or the classes
 * under test in the JVM of the tests.
 */
public final class Program {
    private static final String LAUNCHER = System.getProperty("tests.telemetry", "");

    private Program() {
    }

    /** To which arguments may be added. */
    public static List<String> command() {
        return new ArrayList<>(!LAUNCHER.isEmpty() ? List.of(LAUNCHER)
                : List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx16m",
                        "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        Telemetry.class.getName()));
    }
}
