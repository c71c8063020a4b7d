/** The flat list of findings. The only package that knows OpenCSV. */
package io.tightship.report.csv;
