/** The connects and TLS hellos that the scanner makes itself; it never completes a handshake and sends no request. */
package io.tightship.scan.net;
