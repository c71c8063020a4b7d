package io.tightship.fact.kyverno;

import io.tightship.fact.FactKey;
import java.util.List;

/** What the pods of Kyverno's Deployments and CronJobs tolerate; none where it is not installed. */
public record KyvernoTolerations(List<Workload> workloads) {

    public static final FactKey<KyvernoTolerations> KEY = FactKey.of("kyverno-tolerations", KyvernoTolerations.class);

    public KyvernoTolerations {
        workloads = List.copyOf(workloads);
    }

    /**
     * @param id        {@code NAMESPACE/NAME} of a Deployment, {@code NAMESPACE/CronJob/NAME}
     * @param tolerated taints that keep pods from being scheduled: keys, {@code KEY=VALUE} where the toleration names the
     *                  taint's value, or {@code *} for all of them
     */
    public record Workload(String id, List<String> tolerated) {
        public Workload {
            tolerated = List.copyOf(tolerated);
        }
    }
}
