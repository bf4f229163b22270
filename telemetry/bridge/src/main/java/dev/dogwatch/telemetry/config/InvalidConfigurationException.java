package dev.dogwatch.telemetry.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. The message has a line for each thing that is wrong. */
public final class InvalidConfigurationException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
}
