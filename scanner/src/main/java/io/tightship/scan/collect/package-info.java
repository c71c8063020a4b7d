/** Readers: which probes a fact needs, and how the fact is made of their readings. */
package io.tightship.scan.collect;
