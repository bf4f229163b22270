package dev.dogwatch.rules.layers.service;

import dev.dogwatch.rules.layers.os.Clock;
import dev.dogwatch.rules.layers.runsv.Runsv;

public class Lifecycle {
    public Object impure() {
        return new Clock();
    }

    public Object upwards() {
        return new Runsv();
    }
}
