/** What components accept in a handshake: a table whose rows are of the section that their id begins with. */
package io.tightship.library.wire;
