/** Rules on what Helm has installed. */
package io.tightship.library.helm;
