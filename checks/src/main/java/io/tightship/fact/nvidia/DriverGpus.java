package io.tightship.fact.nvidia;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;

/** How many GPUs the driver of a node runs: folders of {@code /proc/driver/nvidia/gpus}. None where no driver is loaded. */
public record DriverGpus(int count) {

    /** Of a cluster: by Node of those with GPUs, and by node of the inventory for other workers. */
    public static final FactKey<PerSubject<DriverGpus>> KEY = FactKey.perSubject("driver-gpus", "", DriverGpus.class);
}
