package io.tightship.fact.bcm;

import io.tightship.fact.FactKey;
import java.util.List;

/** The devices that Base Command Manager lists, in its order. */
public record BcmDevices(List<Device> all) {

    /** Of the site. */
    public static final FactKey<BcmDevices> KEY = FactKey.of("bcm-devices", BcmDevices.class);

    public BcmDevices {
        all = List.copyOf(all);
    }

    /**
     * @param type     HeadNode, PhysicalNode, Switch and so on
     * @param category empty for what has none
     * @param address  as printed; empty where it has none
     */
    public record Device(String name, String type, String category, String address) {
        public boolean head() {
            return type.equals("HeadNode");
        }

        public boolean node() {
            return type.endsWith("Node") && !head();
        }

        public boolean isSwitch() {
            return type.endsWith("Switch");
        }
    }
}
