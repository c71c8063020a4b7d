/** The report for people, one page without a script. The only package that knows Jsoup. */
package io.tightship.report.html;
