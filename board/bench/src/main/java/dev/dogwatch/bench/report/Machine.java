package dev.dogwatch.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * On what the figures were taken.
 *
 * @param load the mean number of busy processes in the minute before the run: figures of a busy machine are worth less
 */
public record Machine(String cpu, int cores, String kernel, String scratch, double load) {

    /**
     * To be called before the run.
     *
     * @param scratch the file system under the service directories
     */
    public static Machine here(String scratch) {
        return new Machine(processor(), Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch") + " Linux " + System.getProperty("os.version"), scratch, busy());
    }

    private static double busy() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static String processor() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).trim();
                }
            }
            // Arm kernels name the board instead.
            Path model = Path.of("/proc/device-tree/model");
            return Files.exists(model) ? Files.readString(model).replace("\0", "") : "unknown";
        } catch (IOException e) {
            return "unknown";
        }
    }
}
