package io.tightship.scan.probe;

import io.tightship.check.Values;
import io.tightship.scan.inventory.Inventory;

/** What readers know of the site before anything is read. */
public record SiteView(Inventory inventory, Values values) {
}
