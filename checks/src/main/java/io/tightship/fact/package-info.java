/** Facts: what was read of a target, or why it was not; and how a check declares what it looks at. */
package io.tightship.fact;
