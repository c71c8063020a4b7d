/** What a connect or a handshake came to. */
package io.tightship.fact.reach;
