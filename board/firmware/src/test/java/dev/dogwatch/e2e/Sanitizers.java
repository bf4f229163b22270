package dev.dogwatch.e2e;

import java.util.Map;
import java.util.stream.Collectors;

/** The options of a sanitizing build of the programs, which their otherwise empty environment must not lose. */
final class Sanitizers {

    private static final Map<String, String> OPTIONS = System.getenv().entrySet().stream()
            .filter(variable -> variable.getKey().matches("(ASAN|UBSAN|LSAN)_OPTIONS"))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Sanitizers() {
    }

    static Map<String, String> options() {
        return OPTIONS;
    }
}
