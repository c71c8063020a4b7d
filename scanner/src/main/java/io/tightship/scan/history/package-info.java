/** The folder in which nightly runs are kept: each night whole or not at all. */
package io.tightship.scan.history;
