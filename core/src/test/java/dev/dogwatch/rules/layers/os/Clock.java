package dev.dogwatch.rules.layers.os;

import dev.dogwatch.rules.layers.libc.Edge;
import dev.dogwatch.rules.layers.service.Lifecycle;

public class Clock {
    public Object downwards() {
        return new Edge();
    }

    public Object upwards() {
        return new Lifecycle();
    }
}
