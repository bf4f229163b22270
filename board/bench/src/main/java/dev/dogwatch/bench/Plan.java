package dev.dogwatch.bench;

import java.time.Duration;

/**
 * How many samples of what. Each number is per suite.
 *
 * @param restartServices  services that are killed in turn
 * @param restartRounds    how often each is killed
 * @param coldStartsOf200  cold starts of 200 services
 * @param coldStartsOf1000 cold starts of 1,000 services
 * @param statusesOfAll    `sv status` of all per cold start of 1,000
 * @param settleSeconds    until an idle tree is watched: the last look around that a start brings with it is over
 * @param idleSeconds      how long the idle trees are watched
 * @param smallTrees       trees with a few services each, for what depends on when a supervisor last looked
 * @param spread           over what time they are started: at least the longest period of a supervisor, if the median
 *                         shall be right for one that looks around now and then
 * @param smallTreeRounds  how often each of them is measured
 * @param statusesOfOne    `sv status` of one service
 * @param stopStarts       services that are stopped and started once
 * @param dyingServices    services that end at once for ever
 * @param dyingRounds      commands sent to each of them
 * @param logMegabytes     what a logger is given at once, 1,000,000 bytes each
 * @param logRounds        how often
 * @param chpsts           programs started by chpst
 * @param boots            boots of an emulated machine
 * @param telemetryKills   services that are killed under the eyes of the telemetry bridge
 * @param outageRounds     how often each service is killed while there is no broker
 * @param fleets           runs of a simulated fleet
 * @param fleetSeconds     how long each is watched, and then floods its broker
 */
public record Plan(int restartServices, int restartRounds, int coldStartsOf200, int coldStartsOf1000,
                   int statusesOfAll, int settleSeconds, int idleSeconds, int smallTrees, Duration spread,
                   int smallTreeRounds, int statusesOfOne, int stopStarts, int dyingServices, int dyingRounds, int logMegabytes,
                   int logRounds, int chpsts, int boots, int telemetryKills, int outageRounds, int fleets, int fleetSeconds) {
    static final Plan FULL = new Plan(50, 10, 9, 7, 5, 8, 20, 8, Duration.ofSeconds(5), 2, 300, 20, 10, 2, 512, 5, 300, 5, 300, 20, 3, 10);
    static final Plan QUICK = new Plan(25, 1, 1, 1, 3, 2, 2, 3, Duration.ofSeconds(1), 1, 50, 2, 3, 1, 32, 1, 50, 2, 40, 3, 1, 3);
}
