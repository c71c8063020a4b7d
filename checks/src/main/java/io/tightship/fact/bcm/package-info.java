/** What Base Command Manager says. */
package io.tightship.fact.bcm;
