package dev.dogwatch.rules.layers.sv;

import dev.dogwatch.rules.layers.runsv.Runsv;

public class Sv {
    public Object sideways(Runsv[] others) {
        return new Runsv();
    }
}
