/** The report for spreadsheets. The only package that knows POI. */
package io.tightship.report.xlsx;
