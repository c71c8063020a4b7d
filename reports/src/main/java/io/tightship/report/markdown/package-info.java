/** The report for the page of a job or of a merge request: a summary in Markdown. */
package io.tightship.report.markdown;
