/** Rules on the way from Pod Security Policies to their successor. */
package io.tightship.library.psp;
