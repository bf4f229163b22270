package dev.dogwatch.rules.layers.runsv;

import dev.dogwatch.rules.layers.libc.Edge;
import dev.dogwatch.rules.layers.runsvdir.Runsvdir;

public class Runsv {
    public Object downwards() {
        return new Edge();
    }

    public Object sideways() {
        return new Runsvdir();
    }
}
