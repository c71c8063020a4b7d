/** What an operator grants so that a plan can be carried out, and nothing beyond it. */
package io.tightship.scan.access;
