package io.tightship.scan.probe;

/** Every question that is put to {@code cmsh}; each only lists. JSON mode is asked for by {@code -d {}}. */
public enum CmshQuestion {
    /** The login setting of every category. */
    CATEGORIES("category; list -f name,usernodelogin -d {}"),
    /** Every device with its category. */
    DEVICES("device; list -f hostname,type,category,ip -d {}"),
    /** The software image of every category. */
    CATEGORY_IMAGES("category; list -f name,softwareimage -d {}"),
    /** The software image of each device that has another one than its category's. */
    DEVICE_IMAGES("device; list -f hostname,softwareimage -d {}"),
    /** Every configuration overlay: to which nodes it gives which roles. */
    OVERLAYS("configurationoverlay; list -f name,priority,allheadnodes,nodes,categories,roles -d {}");

    private final String text;

    CmshQuestion(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
