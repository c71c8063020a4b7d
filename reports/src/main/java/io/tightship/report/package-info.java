/** Reports: one writer per format, all of the same assessment and with the same totals. */
package io.tightship.report;
