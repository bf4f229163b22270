package dev.dogwatch.telemetry.fleet;

import java.util.List;

/**
 * How large a fleet, and how restless.
 *
 * @param services of each node
 * @param rate changes a second in the whole fleet
 * @param seed the same seed is the same fleet with the same fate
 * @param wills nodes that have a connection, and so a last will, of their own; the rest share a few
 * @param seconds until it ends; 0: never
 */
public record Options(String url, String site, int nodes, int services, double rate, long seed, int wills, int seconds) {

    static final String USAGE = """
            usage: fleet-sim [--url tcp://HOST:PORT] [--site SITE] [--nodes N] [--services N] [--rate CHANGES_A_SECOND]
                             [--seed N] [--wills N] [--seconds N]

            A simulated fleet: tells a broker what so many nodes would, until it is interrupted.
              --url       the broker; tcp://localhost:1883
              --site      where the nodes are, a level of their topics; harbour
              --nodes     how many; 100
              --services  of each; 20
              --rate      changes a second in the whole fleet; 5
              --seed      the same seed is the same fleet with the same fate; 1
              --wills     nodes with a connection, and so a last will, of their own; 10
              --seconds   until it ends by itself; 0: never
            """;

    /** What counts where nothing is said. */
    public static Options defaults() {
        return new Options("tcp://localhost:1883", "harbour", 100, 20, 5, 1, 10, 0);
    }

    /**
     * Of a command line.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Options parse(List<String> arguments) {
        Options options = defaults();
        for (int i = 0; i < arguments.size(); i += 2) {
            String key = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(key + " needs a value");
            }
            options = options.with(key, arguments.get(i + 1));
        }
        return options;
    }

    private Options with(String key, String value) {
        return switch (key) {
            case "--url" -> new Options(value, site, nodes, services, rate, seed, wills, seconds);
            case "--site" -> new Options(url, value, nodes, services, rate, seed, wills, seconds);
            case "--nodes" -> new Options(url, site, count(key, value), services, rate, seed, wills, seconds);
            case "--services" -> new Options(url, site, nodes, count(key, value), rate, seed, wills, seconds);
            case "--rate" -> new Options(url, site, nodes, services, number(key, value), seed, wills, seconds);
            case "--seed" -> new Options(url, site, nodes, services, rate, count(key, value), wills, seconds);
            case "--wills" -> new Options(url, site, nodes, services, rate, seed, count(key, value), seconds);
            case "--seconds" -> new Options(url, site, nodes, services, rate, seed, wills, count(key, value));
            default -> throw new IllegalArgumentException("unknown option " + key);
        };
    }

    private static int count(String key, String value) {
        double number = number(key, value);
        if (number > 1_000_000 || number != Math.rint(number)) {
            throw new IllegalArgumentException(key + " is a whole number up to 1000000, not " + value);
        }
        return (int) number;
    }

    private static double number(String key, String value) {
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && number <= 1_000_000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(key + " is a number from 0 to 1000000, not " + value);
    }
}
