package dev.dogwatch.board.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program behind {@code tools/build image BOARD}: {@code check} looks at a board's description, {@code build} makes its
 * image. Exit code 1 with a line on stderr for everything that is wrong; 100 for wrong use.
 */
public final class Image {
    private static final String USAGE = """
            usage: image check|build board=DIR overlay=DIR manifest=FILE [kernel=DIR]
                   programs=DIR userland=DIR [telemetry=DIR] out=DIR (for build)
            """;

    private Image() {
    }

    /** The program. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            return usage();
        }
        Map<String, Path> paths = new HashMap<>();
        for (String argument : arguments.subList(1, arguments.size())) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                return usage();
            }
            paths.put(argument.substring(0, equals), Path.of(argument.substring(equals + 1)));
        }
        Sources sources = new Sources(paths.get("board"), paths.get("overlay"), paths.get("manifest"), paths.get("programs"),
                paths.get("userland"), paths.get("kernel"), paths.get("telemetry"));
        if (sources.board() == null || sources.overlay() == null || sources.manifest() == null) {
            return usage();
        }
        try {
            ImageBuilder builder = new ImageBuilder(sources);
            switch (arguments.getFirst()) {
                case "check" -> builder.check();
                case "build" -> {
                    if (sources.programs() == null || sources.userland() == null || paths.get("out") == null) {
                        return usage();
                    }
                    builder.build(paths.get("out")).forEach(System.out::println);
                }
                default -> {
                    return usage();
                }
            }
            return 0;
        } catch (InvalidBoardException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            System.err.println("image: unable to read or write: " + e);
            return 1;
        }
    }

    private static int usage() {
        System.err.print(USAGE);
        return 100;
    }
}
