/** Rules on network policies and on what enforces them. */
package io.tightship.library.netpol;
