/** The junit report; the only package that knows its library. */
package io.tightship.report.junit;
