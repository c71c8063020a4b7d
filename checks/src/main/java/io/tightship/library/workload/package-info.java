/** The rules on pods and those who own them. */
package io.tightship.library.workload;
