package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.nvidia.HostToolkit;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.RuntimeProbe;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the toolkit of a node for its version. A node without the command is known to have none of that name. */
final class HostToolkitReader implements Reader<PerSubject<HostToolkit>> {

    private static final NodeProbe PROBE = new RuntimeProbe.ToolkitVersion();
    private static final Pattern ANSWER = Pattern.compile("NVIDIA Container Toolkit CLI version (\\S+)");

    @Override
    public String family() {
        return HostToolkit.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<HostToolkit>> key, SiteView site) {
        return GpuHosts.routes(target, site, PROBE);
    }

    @Override
    public Fact<PerSubject<HostToolkit>> read(Target target, FactKey<PerSubject<HostToolkit>> key, SiteView site,
                                              Readings readings) {
        return GpuHosts.read(target, site, readings, PROBE, node -> node.label(HostToolkit.DEPLOYED).filter("true"::equals)
                .isEmpty(), false, HostToolkitReader::version);
    }

    private static Fact<HostToolkit> version(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) when reason == Reason.TOOL_MISSING ->
                    Fact.known(new HostToolkit(Optional.empty()), reading.source(Witness.RUNNING));
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> {
                String first = reading.text().lines().findFirst().orElse("");
                Matcher answer = ANSWER.matcher(first.strip());
                yield answer.matches() ? Fact.known(new HostToolkit(Optional.of(answer.group(1))),
                        reading.source(Witness.RUNNING)) : reading.unavailable(Reason.UNPARSABLE,
                        "nvidia-ctk prints no version, but '" + first + "'");
            }
        };
    }
}
