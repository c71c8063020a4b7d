/** Rules on who may use kubectl and what grants it. */
package io.tightship.library.access;
