/** Rules on whether the inventory is the site. */
package io.tightship.library.site;
