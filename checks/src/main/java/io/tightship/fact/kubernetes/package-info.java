/** What Kubernetes components were started with, and what they make of it. */
package io.tightship.fact.kubernetes;
