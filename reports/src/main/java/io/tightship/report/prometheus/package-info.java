/** The report for alerts: counts in the text format of Prometheus. */
package io.tightship.report.prometheus;
