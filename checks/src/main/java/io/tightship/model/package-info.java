/** The words of an audit: targets, rules, benchmarks, verdicts, findings, assessment. */
package io.tightship.model;
