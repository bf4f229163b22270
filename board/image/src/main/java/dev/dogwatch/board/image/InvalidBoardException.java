package dev.dogwatch.board.image;

import java.util.List;
import java.util.stream.Collectors;

/** No image is made: all that is wrong, in reading order, a line each. */
public final class InvalidBoardException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidBoardException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
