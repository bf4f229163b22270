package dev.dogwatch.e2e;

/** What is done, and noted, in the scene of one suite. It must not know which one. */
@FunctionalInterface
public interface Scenario {

    void play(Scene scene) throws Exception;
}
