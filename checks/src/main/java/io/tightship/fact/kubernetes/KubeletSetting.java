package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;
import java.util.Optional;

/**
 * One setting of a running kubelet, from everything that may set it: flags stand above drop-ins, these above the
 * configuration file, and it above the default.
 *
 * @param field  of KubeletConfiguration, {@code podPidsLimit}
 * @param places where it is set, the one that counts first; never empty, since the default is a place. Where a flag
 *               counts, files that could not be read are left out
 * @param file   the configuration file that the process names
 */
public record KubeletSetting(String field, List<Place> places, Optional<String> file) {

    public KubeletSetting {
        places = List.copyOf(places);
    }

    /** By process, {@code kubelet}. */
    public static FactKey<PerSubject<KubeletSetting>> key(String field) {
        return FactKey.perSubject("kubelet-setting", field, KubeletSetting.class);
    }

    /** The place that counts. */
    public Place effective() {
        return places.getFirst();
    }

    /** From the strongest to the weakest. */
    public enum Origin {
        FLAG, DROP_IN, FILE, DEFAULT
    }

    /**
     * @param where the flag, the path, or "the kubelet's default"
     * @param line  of the file, from 1; 0 where there is none
     * @param text  a flag's own; JSON for a value out of a file: a text stands in quotes
     */
    public record Place(Origin origin, String where, int line, String text) {
    }
}
