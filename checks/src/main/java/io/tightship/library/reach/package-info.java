/** Rules on what a node of user space can connect to. */
package io.tightship.library.reach;
