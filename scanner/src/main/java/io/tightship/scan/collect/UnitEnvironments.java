package io.tightship.scan.collect;

import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.ServiceProbe;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The environment files that the systemd service of a component names.
 *
 * @param process of the component: so its service is called
 */
record UnitEnvironments(String process) implements Derived {

    private static final Pattern ALLOWED = Pattern.compile("(?!.*(?:/pki/|/private/|/\\.|secret|\\.key$|\\.pem$))"
            + "/(?:etc|usr/lib|usr/local/etc|var/lib|run|cm|opt|srv)/(?:(?!\\.\\.?/)[A-Za-z0-9_.@+-]+/)*[A-Za-z0-9_.@+-]+");

    @Override
    public ServiceProbe.UnitFiles source() {
        return new ServiceProbe.UnitFiles(process);
    }

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public int max() {
        return 8;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of();
    }

    @Override
    public Optional<String> inService() {
        return Optional.of(process);
    }

    @Override
    public String description() {
        return "the environment files that " + process + ".service names";
    }

    @Override
    public List<NodeProbe> derive(Reading source) {
        return ServiceUnit.of(source, process).environmentFiles().stream().<NodeProbe>map(file ->
                new ServiceProbe.UnitEnvironment(file.path())).distinct().toList();
    }
}
