/** Sessions with hosts: over SSH, the only package that knows the library. */
package io.tightship.scan.ssh;
