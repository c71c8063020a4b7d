package io.tightship.fact.kubernetes;

import io.tightship.fact.kubernetes.PodShape.Volume;
import io.tightship.fact.kubernetes.Workloads.Maker;
import io.tightship.fact.kubernetes.Workloads.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A pod for tests: nothing special, but for what a test says. */
public final class TestPod {

    private long pods = 1;
    private boolean finished;
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private String serviceAccount = "default";
    private boolean hostPid;
    private boolean hostIpc;
    private boolean hostNetwork;
    private Optional<String> runtimeClass = Optional.empty();
    private String scheduler = "default-scheduler";
    private boolean claimsDevices;
    private final List<Volume> volumes = new ArrayList<>();
    private final List<PodContainer> containers = new ArrayList<>();

    private TestPod(TestContainer... containers) {
        for (TestContainer container : containers) {
            this.containers.add(container.build());
        }
    }

    public static TestPod of(TestContainer... containers) {
        return new TestPod(containers);
    }

    public TestPod container(TestContainer container) {
        containers.add(container.build());
        return this;
    }

    public TestPod times(long value) {
        pods = value;
        return this;
    }

    public TestPod finished() {
        finished = true;
        return this;
    }

    public TestPod label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    public TestPod annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    public TestPod serviceAccount(String value) {
        serviceAccount = value;
        return this;
    }

    public TestPod hostPid() {
        hostPid = true;
        return this;
    }

    public TestPod hostIpc() {
        hostIpc = true;
        return this;
    }

    public TestPod hostNetwork() {
        hostNetwork = true;
        return this;
    }

    public TestPod runtimeClass(String value) {
        runtimeClass = Optional.of(value);
        return this;
    }

    public TestPod scheduler(String value) {
        scheduler = value;
        return this;
    }

    public TestPod claimsDevices() {
        claimsDevices = true;
        return this;
    }

    public TestPod volume(String name, String kind, String source, boolean readOnly) {
        volumes.add(new Volume(name, kind, source, readOnly));
        return this;
    }

    public PodShape build() {
        return new PodShape(pods, "example-0", finished, labels, annotations, serviceAccount, hostPid, hostIpc,
                hostNetwork, runtimeClass, scheduler, claimsDevices, volumes, containers);
    }

    /** Its owner, which nothing else owns. */
    public Workload in(String namespace, String kind, String name, Maker... makers) {
        return new Workload(namespace, kind, name, List.of(makers), List.of(build()));
    }
}
