/** What people decided about findings: accepted risks and answers that only a person can give, out of files. */
package io.tightship.scan.waive;
