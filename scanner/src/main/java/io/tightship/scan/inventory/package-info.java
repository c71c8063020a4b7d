/** The inventory: what the operator wrote down of the site. */
package io.tightship.scan.inventory;
