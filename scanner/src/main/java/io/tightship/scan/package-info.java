/** An audit run: the plan, the sessions that carry it out, the facts, the judgement and the exit code. */
package io.tightship.scan;
