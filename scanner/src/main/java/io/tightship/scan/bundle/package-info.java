/** Everything that a run read, in one file that can be judged again without the site. */
package io.tightship.scan.bundle;
