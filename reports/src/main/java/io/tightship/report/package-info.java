/**
 * What every report format shares: the findings, their totals and tallies, columns, words, and the one way to make text
 * from a host harmless. Each format is a package below; {@code files} puts them on disk.
 */
package io.tightship.report;
