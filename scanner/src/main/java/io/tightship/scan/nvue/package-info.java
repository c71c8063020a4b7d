/** Reads switches through NVUE's REST API, by GET alone. */
package io.tightship.scan.nvue;
