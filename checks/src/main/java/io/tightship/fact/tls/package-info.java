/** TLS versions and cipher suites: what servers are told to accept, and what they do accept. */
package io.tightship.fact.tls;
