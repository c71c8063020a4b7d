package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import java.util.List;

/**
 * Whether Pod Security Policies are still asked about pods: from Kubernetes 1.25 never, before that where every API server
 * runs the plugin.
 *
 * @param why in words
 */
public record PspAdmission(boolean everywhere, String why) {

    public static final FactKey<PspAdmission> KEY = FactKey.of("psp-admission", PspAdmission.class);

    public static final String PLUGIN = "PodSecurityPolicy";

    /** Which name plugins; the second one is gone since Kubernetes 1.23. */
    public static final List<String> FLAGS = List.of("enable-admission-plugins", "admission-control");

    /** Whether an API server that was started with these runs the plugin. */
    public static boolean runs(Flags flags) {
        return FLAGS.stream().anyMatch(flag -> flags.list(flag).orElse(List.of()).contains(PLUGIN));
    }
}
