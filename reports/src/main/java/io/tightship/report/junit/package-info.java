/** The report for continuous integration, in the dialect that the common readers agree on. */
package io.tightship.report.junit;
