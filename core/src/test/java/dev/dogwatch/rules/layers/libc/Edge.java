package dev.dogwatch.rules.layers.libc;

import dev.dogwatch.rules.layers.os.Clock;

public class Edge {
    public Object upwards() {
        return new Clock();
    }
}
