package io.tightship.scan.cli;

import io.tightship.model.Cause;
import io.tightship.model.Target;
import io.tightship.report.Text;
import io.tightship.scan.ExitCode;
import io.tightship.scan.Scan;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.NodeConnection;
import io.tightship.scan.inventory.SwitchConnection;
import io.tightship.scan.probe.SessionId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code tightship doctor}: asks every target what a scan would ask, and tells what could not be read and why. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
        description = "Tells which targets can be reached and read, with which rights, and what will be ERROR.")
final class DoctorCommand implements Callable<Integer> {

    private static final int NAMED = 4;

    @ParentCommand
    private Main main;

    @Option(names = {"-i", "--inventory"}, paramLabel = "FILE", required = true, description = "The inventory.")
    private Path file;

    @Mixin
    private ScanOptions options = new ScanOptions();

    @Override
    public Integer call() {
        Audit audit = Audit.prepare(file, options);
        Console console = main.console();
        Scan.Result result = new SiteReading(audit).live(console, Clock.systemUTC());
        Map<Cause, Set<String>> causes = new TreeMap<>();
        new Judging(audit).each(result, finding -> finding.cause().ifPresent(cause ->
                causes.computeIfAbsent(cause, c -> new TreeSet<>()).add(finding.rule())));
        for (SessionId session : audit.plan().sessions().keySet()) {
            // What the scanner itself did not reach is a cause at the node where that one did not help either.
            boolean failed = session.kind() != SessionId.Kind.NETWORK && result.failed().contains(session);
            boolean clean = !failed
                    && causes.keySet().stream().noneMatch(c -> c.target().equals(session.target().id()));
            if (!clean || !main.quiet) {
                console.print((clean ? console.green("readable") : console.yellow("trouble ")) + "  "
                        + session.target().id() + "  " + way(audit.inventory(), session.target()));
            }
            causes.forEach((cause, rules) -> {
                if (cause.target().equals(session.target().id())) {
                    tell(console, cause, rules);
                }
            });
            if (failed && causes.keySet().stream().noneMatch(c -> c.target().equals(session.target().id()))) {
                console.print("    not reached, since its jump host was not");
            }
        }
        causes.forEach((cause, rules) -> {
            if (audit.plan().sessions().keySet().stream().noneMatch(s -> s.target().id().equals(cause.target()))) {
                console.print(console.yellow("trouble ") + "  " + cause.target());
                tell(console, cause, rules);
            }
        });
        return (causes.isEmpty() ? ExitCode.CLEAN : ExitCode.INCOMPLETE).code();
    }

    private static void tell(Console console, Cause cause, Set<String> rules) {
        console.print("    " + cause.reason() + ": " + Text.line(cause.detail(), 400));
        console.print("    will be ERROR: " + named(rules));
    }

    /** A few rules by their ids, many by their sections with how many of each. */
    private static String named(Set<String> rules) {
        if (rules.size() <= NAMED) {
            return String.join(", ", rules);
        }
        Map<String, Integer> sections = new TreeMap<>();
        rules.forEach(rule -> sections.merge(rule.substring(0, rule.indexOf('-')), 1, Integer::sum));
        return rules.size() + " rules: " + sections.entrySet().stream()
                .map(entry -> entry.getKey() + "-* (" + entry.getValue() + ")").collect(Collectors.joining(", "));
    }

    /** How the target is spoken to, and as whom. */
    private static String way(Inventory inventory, Target target) {
        return switch (target) {
            case Target.Site site -> "by connects from here";
            case Target.Cluster cluster -> "by credential " + inventory.entry(cluster).credential().name();
            case Target.Switch device -> switch (inventory.entry(device).connection()) {
                case SwitchConnection.Rest rest -> "https://" + inventory.entry(device).address() + ":" + rest.port()
                        + " as " + rest.credential().user();
                case SwitchConnection.Ssh ssh -> ssh(ssh.connection(), inventory.entry(device).address());
            };
            case Target.Node node -> switch (inventory.entry(node).connection()) {
                case NodeConnection.Local local -> "this machine, as " + System.getProperty("user.name");
                case NodeConnection.Ssh ssh -> ssh(ssh, inventory.entry(node).host());
            };
        };
    }

    private static String ssh(NodeConnection.Ssh how, String host) {
        return "ssh " + user(how.credential()) + "@" + host + ":" + how.port()
                + how.jump().map(jump -> " through " + jump).orElse("");
    }

    private static String user(Credential credential) {
        return switch (credential) {
            case Credential.SshKey key -> key.user();
            case Credential.SshAgent agent -> agent.user();
            case Credential.Password password -> password.user();
            case Credential.Kubeconfig kubeconfig -> kubeconfig.name();
            case Credential.InCluster inCluster -> inCluster.name();
        };
    }
}
