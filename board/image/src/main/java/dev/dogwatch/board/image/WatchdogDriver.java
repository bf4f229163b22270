package dev.dogwatch.board.image;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a kernel driver of a watchdog (drivers/watchdog, and drivers/clocksource/timer-tegra186.c, of Linux).
 *
 * @param name       the driver, and its module if it can be one
 * @param symbol     what switches it on in the kernel's configuration
 * @param arches     where its hardware is found
 * @param module     whether it can be a module
 * @param least      the shortest timeout that it takes, s
 * @param most       the longest timeout that it takes, s
 * @param pretimeout whether it has a pretimeout of its own; others get one from the watchdog core since Linux 5.13
 * @param nowayout   whether it has the parameter nowayout; others are told by CONFIG_WATCHDOG_NOWAYOUT only
 * @param needs      more symbols without which it is not there
 */
record WatchdogDriver(String name, String symbol, List<String> arches, boolean module, int least, int most,
        boolean pretimeout, boolean nowayout, List<String> needs) {
    private static final List<String> ARM = List.of("aarch64");
    private static final List<String> INTEL = List.of("x86_64");
    private static final List<String> ANY = List.of("aarch64", "x86_64");
    /** s; the watchdog core refuses more than 2^32 ms where the driver names no limit. */
    private static final int CORE = 4294967;

    private static final Map<String, WatchdogDriver> ALL = all(
            new WatchdogDriver("i6300esb", "I6300ESB_WDT", ANY, true, 1, 2046, false, true, List.of("PCI")),
            new WatchdogDriver("sbsa_gwdt", "ARM_SBSA_WATCHDOG", ARM, true, 1, CORE, false, true, List.of("ARM_ARCH_TIMER")),
            new WatchdogDriver("imx2_wdt", "IMX2_WDT", ARM, true, 1, 128, true, true, List.of("ARCH_MXC")),
            new WatchdogDriver("bcm2835_wdt", "BCM2835_WDT", ARM, true, 1, 15, false, true, List.of("ARCH_BCM2835")),
            new WatchdogDriver("tegra186_wdt", "TEGRA186_TIMER", ARM, false, 1, 255, false, false, List.of("ARCH_TEGRA")),
            new WatchdogDriver("sunxi_wdt", "SUNXI_WATCHDOG", ARM, true, 1, 16, false, true, List.of("ARCH_SUNXI")),
            new WatchdogDriver("softdog", "SOFT_WATCHDOG", ANY, true, 1, 65535, true, true, List.of()),
            new WatchdogDriver("iTCO_wdt", "ITCO_WDT", INTEL, true, 3, 613, false, true, List.of("PCI")),
            new WatchdogDriver("sp5100_tco", "SP5100_TCO", INTEL, true, 1, 65535, false, true, List.of("PCI")));

    private static Map<String, WatchdogDriver> all(WatchdogDriver... drivers) {
        Map<String, WatchdogDriver> all = new TreeMap<>();
        for (WatchdogDriver driver : drivers) {
            all.put(driver.name, driver);
        }
        return all;
    }

    /** The driver of that name, null if it is not known. */
    static WatchdogDriver named(String name) {
        return ALL.get(name);
    }

    static String names() {
        return String.join(", ", ALL.keySet());
    }
}
