package io.tightship.fact.kubernetes;

import io.tightship.fact.kubernetes.PodContainer.Mount;
import io.tightship.fact.kubernetes.PodContainer.Port;
import io.tightship.fact.kubernetes.PodContainer.Role;
import io.tightship.fact.kubernetes.PodContainer.Security;
import io.tightship.fact.kubernetes.PodContainer.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A container for tests: hardened, but for what a test says. */
public final class TestContainer {

    /** As the restricted standard asks for, and a little more. */
    public static final Security HARDENED = new Security(true, false, Optional.of(false), Optional.of(true),
            Optional.of(1000L), Set.of(), Set.of("ALL"), Optional.of("RuntimeDefault"), Optional.of("RuntimeDefault"),
            true, false, "Default");

    private final String name;
    private Role role = Role.MAIN;
    private String image = "registry.site/app:1.0";
    private Security security = HARDENED;
    private final List<Mount> mounts = new ArrayList<>();
    private final List<String> devices = new ArrayList<>();
    private final List<Port> ports = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private final Map<String, String> limits = new TreeMap<>();
    private final Map<String, String> requests = new TreeMap<>();

    private TestContainer(String name) {
        this.name = name;
    }

    public static TestContainer named(String name) {
        return new TestContainer(name);
    }

    public TestContainer role(Role value) {
        role = value;
        return this;
    }

    public TestContainer image(String value) {
        image = value;
        return this;
    }

    public TestContainer security(Security value) {
        security = value;
        return this;
    }

    public TestContainer privileged() {
        return security(new Security(true, true, Optional.empty(), security.nonRoot(), security.user(), Set.of(),
                Set.of(), Optional.empty(), Optional.empty(), false, false, "Default"));
    }

    public TestContainer escalation(Optional<Boolean> allowed) {
        return security(new Security(true, security.privileged(), allowed, security.nonRoot(), security.user(),
                security.added(), security.dropped(), security.seccomp(), security.appArmor(), security.readOnlyRoot(),
                security.hostProcess(), security.procMount()));
    }

    public TestContainer user(Optional<Boolean> nonRoot, Optional<Long> user) {
        return security(new Security(true, security.privileged(), security.privilegeEscalation(), nonRoot, user,
                security.added(), security.dropped(), security.seccomp(), security.appArmor(), security.readOnlyRoot(),
                security.hostProcess(), security.procMount()));
    }

    public TestContainer capabilities(Set<String> added, Set<String> dropped) {
        return security(new Security(true, security.privileged(), security.privilegeEscalation(), security.nonRoot(),
                security.user(), added, dropped, security.seccomp(), security.appArmor(), security.readOnlyRoot(),
                security.hostProcess(), security.procMount()));
    }

    public TestContainer profiles(Optional<String> seccomp, Optional<String> appArmor) {
        return security(new Security(true, security.privileged(), security.privilegeEscalation(), security.nonRoot(),
                security.user(), security.added(), security.dropped(), seccomp, appArmor, security.readOnlyRoot(),
                security.hostProcess(), security.procMount()));
    }

    public TestContainer writableRoot() {
        return security(new Security(true, security.privileged(), security.privilegeEscalation(), security.nonRoot(),
                security.user(), security.added(), security.dropped(), security.seccomp(), security.appArmor(), false,
                security.hostProcess(), security.procMount()));
    }

    public TestContainer hostProcess() {
        return security(new Security(true, security.privileged(), security.privilegeEscalation(), security.nonRoot(),
                security.user(), security.added(), security.dropped(), security.seccomp(), security.appArmor(),
                security.readOnlyRoot(), true, security.procMount()));
    }

    public TestContainer mount(String volume, String path, boolean readOnly) {
        mounts.add(new Mount(volume, path, readOnly));
        return this;
    }

    public TestContainer device(String volume) {
        devices.add(volume);
        return this;
    }

    public TestContainer port(long container, long host) {
        ports.add(new Port(container, host, "TCP"));
        return this;
    }

    public TestContainer port(String name, long container) {
        ports.add(new Port(name, container, 0, "TCP"));
        return this;
    }

    public TestContainer variable(String variable, String value) {
        variables.add(new Variable(variable, Optional.of(value), Optional.empty(), Optional.empty()));
        return this;
    }

    public TestContainer secret(String variable, String secret) {
        variables.add(new Variable(variable, Optional.empty(), Optional.of(secret), Optional.empty()));
        return this;
    }

    public TestContainer limit(String resource, String amount) {
        limits.put(resource, amount);
        return this;
    }

    public TestContainer request(String resource, String amount) {
        requests.put(resource, amount);
        return this;
    }

    public PodContainer build() {
        return new PodContainer(name, role, image, security, mounts, devices, ports, variables, limits, requests);
    }
}
