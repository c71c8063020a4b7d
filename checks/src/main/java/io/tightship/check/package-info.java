/** What a check is, and the one place that says ERROR. */
package io.tightship.check;
