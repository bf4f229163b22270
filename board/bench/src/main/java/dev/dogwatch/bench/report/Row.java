package dev.dogwatch.bench.report;

/**
 * One line of the table.
 *
 * @param id  its name in JSON
 * @param how one sentence on how it is measured, for the document
 */
public record Row(String id, String title, Unit unit, Aim aim, String how) {
}
