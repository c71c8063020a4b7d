package io.tightship.library.switches;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.nvue.ManagementAddresses;
import io.tightship.fact.nvue.NvueApi;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whoever could reconfigure a border switch meets a closed door: its REST API, and its control plane. */
final class ApiRestricted implements Check {

    private static final Need.Own<NvueApi> API = Need.Own.of(NvueApi.APPLIED);
    private static final Need.Own<ManagementAddresses> MANAGEMENT = Need.Own.of(ManagementAddresses.KEY);
    private static final Need.Setting<Set<String>> GUARDS = Need.Setting.of(SwitchesValues.CONTROL_PLANE_ACLS);
    private static final String EXPECTED =
            "off, or on management addresses alone with a certificate that the switch did not sign itself";

    private static final Rule RULE = Rule.builder("switches-api-restricted")
            .title("The switch's REST API is off or kept to the management network, and lists guard its control plane")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Switch.class, "switches")
            .witness(Witness.RUNNING)
            .rationale("""
                    Whoever configures the switch takes the access list away. Its API is on from the first start, on every
                    address, behind a certificate that anybody can imitate. The default lists on the control plane (from
                    Cumulus Linux 5.9 on) limit who tries passwords.""")
            .remediation("""
                    Let the API listen on the management address alone, with a certificate of the site's own authority;
                    or switch it off and have switches read over SSH (transport: ssh). Bind the default lists inbound to
                    the control plane; a site with an older release names lists of its own in the value
                    switches-control-plane-acls.""")
            .reference("Cumulus Linux", "NVUE API").reference("Cumulus Linux", "Default firewall rules").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(API, MANAGEMENT, GUARDS);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        NvueApi api = context.get(API);
        List<String> wrong = new ArrayList<>();
        if (api.enabled()) {
            if (api.listening().isEmpty()) {
                wrong.add("it listens on every address");
            }
            api.listening().stream().filter(address -> !inside(address, context.get(MANAGEMENT).all()))
                    .forEach(address -> wrong.add("it listens on " + address));
            if (api.certificate().isEmpty() || api.certificate().equals("self-signed")) {
                wrong.add("its certificate is self-signed");
            }
        }
        String observed = wrong.isEmpty() ? api.enabled() ? "on " + String.join(", ", api.listening())
                + " with the certificate " + api.certificate() : "off" : String.join("; ", wrong);
        List<Verdict> verdicts = new ArrayList<>(List.of(Verdict.of(wrong.isEmpty(), "api", observed, EXPECTED,
                "the REST API of " + context.target().name() + ": " + observed + (wrong.isEmpty() ? "" : "; expected "
                + EXPECTED), evidence(context, "system api: " + observed))));
        for (String guard : context.get(GUARDS)) {
            boolean bound = api.guards().contains(guard);
            verdicts.add(Verdict.of(bound, "control-plane " + guard, bound ? "bound inbound" : "not bound", "bound inbound",
                    guard + (bound ? " guards" : " is not bound inbound to") + " the control plane of "
                            + context.target().name(), evidence(context, "system control-plane acl: "
                            + String.join(", ", api.guards()))));
        }
        return verdicts;
    }

    private static boolean inside(String address, Set<IpAddress> management) {
        Optional<IpAddress> parsed = IpAddress.parse(address);
        return address.equals("localhost") || parsed.isPresent() && (parsed.get().isLoopback()
                || management.contains(parsed.get()));
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return List.of(context.sources(API).getFirst().evidence(0, excerpt),
                context.sources(MANAGEMENT).getFirst().evidence(0, ""));
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String device = context.target().name();
        if (!fail.subject().equals("api")) {
            return NvCommands.steps(device, List.of("nv set system " + fail.subject().replace("control-plane ",
                    "control-plane acl ") + " inbound"));
        }
        List<String> commands = new ArrayList<>();
        NvueApi api = context.get(API);
        Set<IpAddress> management = new TreeSet<>(context.get(MANAGEMENT).all());
        if (management.isEmpty()) {
            return NvCommands.steps(device, List.of("nv set system api state disabled"));
        }
        api.listening().forEach(address -> commands.add("nv unset system api listening-address " + address));
        management.forEach(address -> commands.add("nv set system api listening-address " + address));
        if (api.certificate().isEmpty() || api.certificate().equals("self-signed")) {
            commands.add("nv set system api certificate tightship");
        }
        List<Step> steps = new ArrayList<>(List.of(Step.prose("Import a certificate of the site's authority first "
                + "(nv action import system security certificate); it is called tightship below.")));
        steps.addAll(NvCommands.steps(device, commands));
        return steps;
    }
}
