/** The judgement of TLS versions and suites that components share, and the rows of those that are set by flags. */
package io.tightship.library.tls;
