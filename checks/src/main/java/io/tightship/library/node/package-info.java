/** The rules on nodes of a cluster besides their components. */
package io.tightship.library.node;
