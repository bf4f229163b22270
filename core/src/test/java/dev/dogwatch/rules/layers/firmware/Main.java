package dev.dogwatch.rules.layers.firmware;

import dev.dogwatch.rules.layers.sv.Sv;

public class Main {
    public Object downwards() {
        return new Sv();
    }
}
