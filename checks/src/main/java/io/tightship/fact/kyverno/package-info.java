/** Kyverno: its installation and its policies, and what their actions come to. */
package io.tightship.fact.kyverno;
