/** Network policies, and how Calico decides by them. */
package io.tightship.fact.calico;
