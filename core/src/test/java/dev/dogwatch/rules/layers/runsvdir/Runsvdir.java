package dev.dogwatch.rules.layers.runsvdir;

import dev.dogwatch.rules.layers.firmware.Main;
import dev.dogwatch.rules.layers.runsv.Runsv;

public class Runsvdir {
    public Object allied() {
        return new Runsv();
    }

    public Object upwards() {
        return new Main();
    }
}
