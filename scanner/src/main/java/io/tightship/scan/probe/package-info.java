/** What may be asked of a target, and what an answer is. All I/O of an audit goes through these types. */
package io.tightship.scan.probe;
