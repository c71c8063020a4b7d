/** Sessions with hosts: the machine that the scanner runs on. */
package io.tightship.scan.local;
