package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.UnitFlags;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.ServiceProbe;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The flags that a component's systemd service gives it. A wrapper, several commands, or a value that is not kept leave
 * them unknown.
 */
final class UnitFlagsReader implements Reader<UnitFlags> {

    @Override
    public String family() {
        return "unit-flags";
    }

    @Override
    public List<Route> routes(Target target, FactKey<UnitFlags> key, SiteView site) {
        UnitEnvironments environments = new UnitEnvironments(ComponentProcesses.component(key.parameter()).process());
        return List.of(Route.of(SessionId.node((Target.Node) target), environments.source()).with(environments));
    }

    @Override
    public Fact<UnitFlags> read(Target target, FactKey<UnitFlags> key, SiteView site, Readings readings) {
        SessionId session = SessionId.node((Target.Node) target);
        Component component = ComponentProcesses.component(key.parameter());
        Reading reading = readings.get(session, new ServiceProbe.UnitFiles(component.process()));
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> flags(component, ServiceUnit.of(reading, component.process()), reading,
                    session, readings);
        };
    }

    private static Fact<UnitFlags> flags(Component component, ServiceUnit unit, Reading reading, SessionId session,
                                         Readings readings) {
        String service = reading.probe().place();
        if (unit.malformed()) {
            return reading.unavailable(Reason.UNPARSABLE, service + " has a value with quotes, escapes or specifiers that "
                    + "are not understood");
        }
        if (!unit.there()) {
            return Fact.known(new UnitFlags(Optional.empty()), reading.source(Witness.ON_DISK));
        }
        if (unit.starts().size() != 1) {
            return reading.unavailable(Reason.UNPARSABLE, service + " has " + unit.starts().size()
                    + " commands to start");
        }
        List<String> lines = new ArrayList<>(unit.environment());
        List<Source> sources = new ArrayList<>(List.of(reading.source(Witness.ON_DISK)));
        for (ServiceUnit.EnvironmentFile file : unit.environmentFiles()) {
            Reading answer = readings.get(session, new ServiceProbe.UnitEnvironment(file.path()));
            switch (answer.status()) {
                case Reading.Status.Unread(Reason reason, String detail) -> {
                    return answer.unavailable(reason, detail);
                }
                case Reading.Status.Absent(String proof) -> {
                    if (!file.optional()) {
                        return answer.unavailable(Reason.NOT_COLLECTED, service + " does not start without " + file.path()
                                + ": " + proof);
                    }
                }
                case Reading.Status.Read read -> {
                    try {
                        lines.addAll(variables(answer));
                    } catch (MalformedDocument e) {
                        return answer.unavailable(Reason.UNPARSABLE, e.getMessage());
                    }
                    sources.add(answer.source(Witness.ON_DISK));
                }
            }
        }
        return flags(component, unit.starts().getFirst(), ServiceUnit.variables(lines), reading, sources);
    }

    /** @throws MalformedDocument for a variable of which only the name is kept: its quotes are not understood */
    private static List<String> variables(Reading answer) throws MalformedDocument {
        Data kept = Json.parse(answer.text());
        for (String variable : kept.get("variables").texts()) {
            if (!variable.contains("=")) {
                throw new MalformedDocument("the quotes of " + variable + " in " + answer.probe().place()
                        + " are not understood");
            }
        }
        return kept.get("variables").texts();
    }

    private static Fact<UnitFlags> flags(Component component, List<String> start, Map<String, String> variables,
                                         Reading reading, List<Source> sources) {
        String service = reading.probe().place();
        Optional<List<String>> words = ServiceUnit.commandLine(start, variables);
        if (words.isEmpty() || words.get().isEmpty()) {
            return reading.unavailable(Reason.UNPARSABLE, service
                    + " starts several commands, or with a variable whose quotes are not understood");
        }
        if (!words.get().getFirst().replaceFirst(".*/", "").equals(component.process())) {
            return reading.unavailable(Reason.UNPARSABLE, service + " starts " + words.get().getFirst() + ", and not "
                    + component.process() + " itself");
        }
        return switch (Flags.parse(component, words.get().subList(1, words.get().size()))) {
            case Flags.Parsed.Valid(Flags flags) -> Fact.known(new UnitFlags(Optional.of(flags)), sources);
            case Flags.Parsed.Invalid(String why) -> reading.unavailable(Reason.UNPARSABLE, service + ": " + why);
        };
    }
}
