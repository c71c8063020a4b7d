/** The table of rules on owners and modes of files. */
package io.tightship.library.file;
