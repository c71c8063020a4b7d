/** Benchmarks, and what a run selects by them. */
package io.tightship.scan.benchmark;
