package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;

/**
 * Whether Pod Security Policies are still asked about pods: from Kubernetes 1.25 never, before that where every API server
 * runs the plugin.
 *
 * @param why in words
 */
public record PspAdmission(boolean everywhere, String why) {

    public static final FactKey<PspAdmission> KEY = FactKey.of("psp-admission", PspAdmission.class);
}
