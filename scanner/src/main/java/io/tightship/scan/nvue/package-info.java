/** Sessions with switches by the REST API of NVUE. */
package io.tightship.scan.nvue;
