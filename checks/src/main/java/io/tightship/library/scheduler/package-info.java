/** Rules on kube-scheduler that no flag alone decides. */
package io.tightship.library.scheduler;
