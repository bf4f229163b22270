/**
 * svlogd: reads lines from standard input and keeps them in log directories (contract, svlogd).
 *
 * <p>The way of a line: {@link dev.dogwatch.svlogd.Input} shows what is in the pipe without taking it,
 * {@link dev.dogwatch.svlogd.LineSplitter} cuts it into lines, each {@link dev.dogwatch.svlogd.LogDirectory} selects and
 * dresses those it wants, its {@link dev.dogwatch.svlogd.CurrentFile} writes and rotates. Only then are the bytes taken
 * from the pipe, so that whoever comes after a killed svlogd finds what it had not yet written.
 */
package dev.dogwatch.svlogd;
