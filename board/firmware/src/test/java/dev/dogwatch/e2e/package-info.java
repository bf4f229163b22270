/**
 * Plays scenarios on real programs: {@link dev.dogwatch.e2e.Equivalence#onBoth} gives a scenario a scene on C runit and one on ours, and
 * compares what was noted there. A scene is a scratch directory, the programs of one suite, and every process that comes of them.
 */
package dev.dogwatch.e2e;
