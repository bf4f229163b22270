package dev.dogwatch.proof;

import java.util.ArrayList;
import java.util.List;

/** Nock 4K: a noun is an atom or a cell of two nouns; a formula computes a noun from a subject. */
public sealed interface Nock {

    record Atom(long value) implements Nock {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    record Cell(Nock head, Nock tail) implements Nock {
        @Override
        public String toString() {
            return "[" + head + " " + tail + "]";
        }
    }

    /** A formula that has no value, where the specification says that it loops for ever. */
    final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;

        Crash(String why) {
            super(why);
        }
    }

    Atom YES = new Atom(0);
    Atom NO = new Atom(1);

    /** {@code *[subject formula]}. */
    static Nock evaluate(Nock subject, Nock formula) {
        Cell cell = cell(formula);
        if (cell.head() instanceof Cell) {
            return new Cell(evaluate(subject, cell.head()), evaluate(subject, cell.tail()));
        }
        Nock rest = cell.tail();
        return switch ((int) atom(cell.head())) {
            case 0 -> slot(atom(rest), subject);
            case 1 -> rest;
            case 2 -> evaluate(evaluate(subject, cell(rest).head()), evaluate(subject, cell(rest).tail()));
            case 3 -> evaluate(subject, rest) instanceof Cell ? YES : NO;
            case 4 -> new Atom(atom(evaluate(subject, rest)) + 1);
            case 5 -> evaluate(subject, cell(rest).head()).equals(evaluate(subject, cell(rest).tail())) ? YES : NO;
            case 6 -> branch(subject, cell(rest));
            case 7 -> evaluate(evaluate(subject, cell(rest).head()), cell(rest).tail());
            case 8 -> evaluate(new Cell(evaluate(subject, cell(rest).head()), subject), cell(rest).tail());
            case 9 -> call(evaluate(subject, cell(rest).tail()), atom(cell(rest).head()));
            case 10 -> edit(subject, cell(rest));
            case 11 -> hint(subject, cell(rest));
            default -> throw new Crash("no such operation: " + cell);
        };
    }

    private static Nock branch(Nock subject, Cell rest) {
        Nock test = evaluate(subject, rest.head());
        if (test.equals(YES)) {
            return evaluate(subject, cell(rest.tail()).head());
        }
        if (test.equals(NO)) {
            return evaluate(subject, cell(rest.tail()).tail());
        }
        throw new Crash("neither yes nor no: " + test);
    }

    private static Nock call(Nock core, long axis) {
        return evaluate(core, slot(axis, core));
    }

    private static Nock edit(Nock subject, Cell rest) {
        Cell place = cell(rest.head());
        return replace(atom(place.head()), evaluate(subject, place.tail()), evaluate(subject, rest.tail()));
    }

    private static Nock hint(Nock subject, Cell rest) {
        if (rest.head() instanceof Cell dynamic) {
            evaluate(subject, dynamic.tail());
        }
        return evaluate(subject, rest.tail());
    }

    /** {@code /[axis noun]}: 1 is the whole, 2n the head of n, 2n + 1 its tail. */
    static Nock slot(long axis, Nock noun) {
        if (axis == 0) {
            throw new Crash("axis 0");
        }
        if (axis == 1) {
            return noun;
        }
        Cell parent = cell(slot(axis / 2, noun));
        return axis % 2 == 0 ? parent.head() : parent.tail();
    }

    /** {@code #[axis value noun]}. */
    static Nock replace(long axis, Nock value, Nock noun) {
        if (axis == 0) {
            throw new Crash("axis 0");
        }
        if (axis == 1) {
            return value;
        }
        Cell parent = cell(slot(axis / 2, noun));
        Nock changed = axis % 2 == 0 ? new Cell(value, parent.tail()) : new Cell(parent.head(), value);
        return replace(axis / 2, changed, noun);
    }

    private static Cell cell(Nock noun) {
        if (noun instanceof Cell cell) {
            return cell;
        }
        throw new Crash(noun + " is no cell");
    }

    private static long atom(Nock noun) {
        if (noun instanceof Atom atom) {
            return atom.value();
        }
        throw new Crash(noun + " is no atom");
    }

    /** Reads {@code [1 2 3]}, which is {@code [1 [2 3]]}. */
    static Nock parse(String text) {
        List<String> tokens = new ArrayList<>(List.of(text.replace("[", " [ ").replace("]", " ] ").strip().split("\\s+")));
        Nock noun = read(tokens);
        if (!tokens.isEmpty()) {
            throw new IllegalArgumentException("something follows: " + tokens);
        }
        return noun;
    }

    private static Nock read(List<String> tokens) {
        String token = tokens.removeFirst();
        if (!token.equals("[")) {
            return new Atom(Long.parseLong(token));
        }
        List<Nock> nouns = new ArrayList<>();
        while (!tokens.getFirst().equals("]")) {
            nouns.add(read(tokens));
        }
        tokens.removeFirst();
        Nock noun = nouns.removeLast();
        while (!nouns.isEmpty()) {
            noun = new Cell(nouns.removeLast(), noun);
        }
        return noun;
    }
}
