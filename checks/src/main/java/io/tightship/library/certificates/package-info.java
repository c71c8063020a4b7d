/** The rules on certificates that servers show. */
package io.tightship.library.certificates;
