/** What switches that run NVUE are configured to do, and how their access lists judge a packet. */
package io.tightship.fact.nvue;
