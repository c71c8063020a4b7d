/** Rules on who may do what in a cluster. */
package io.tightship.library.rbac;
