package io.tightship.library.helm;

import io.tightship.check.Check;
import io.tightship.fact.Cidr;
import io.tightship.fact.Context;
import io.tightship.fact.IpAddress;
import io.tightship.fact.Need;
import io.tightship.fact.TargetSet;
import io.tightship.fact.kubernetes.ChartValues;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.reach.Addresses;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Space;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** One row of the table of charts: the newest revision of each release is deployed, new enough, with the right values. */
final class ChartRule implements Check {

    static final ValueKey<String> NETWORK_VERSION = text("netpol-chart-version", "2.0.12",
            "which version must the chart of the network policies have at least");
    static final ValueKey<String> POLICIES_VERSION = text("kyverno-policies-chart-version", "2.0.12",
            "which version must the chart of Kyverno's policies have at least");

    static final ValueKey<List<Cidr>> NETWORKS = ValueKey.withFallback("netpol-site-networks",
            new ValueType<>("a list of address prefixes", true, ChartRule::prefixes,
                    prefixes -> String.join(", ", prefixes.stream().map(Cidr::toString).toList())),
            List.of(), "within which of the site's networks must bcmHeadNodeCidr lie (none: it must be of /24 or less)");

    private static final String NMC = "NVIDIA Mission Control Kubernetes security hardening";
    private static final String HEAD_NET = "bcmHeadNodeCidr";
    private static final Need.Own<HelmReleases> RELEASES = Need.Own.of(HelmReleases.KEY);
    private static final Need.Across<Addresses, Target.Node> HEADS =
            Need.Across.whole(TargetSet.HEAD_NODES, Addresses.OF_NODE);

    private static final Need.Setting<List<Cidr>> SITE = Need.Setting.of(NETWORKS);

    /** What a row looks at. */
    private enum Aspect {
        DEPLOYED, DEPLOYED_FOR_CLUSTER, VALUES
    }

    private final Need.Setting<String> chart;
    private final Optional<Need.Setting<String>> version;
    private final Aspect aspect;
    private final Rule rule;

    private ChartRule(ValueKey<String> chart, Optional<ValueKey<String>> version, Aspect aspect, Rule rule) {
        this.chart = Need.Setting.of(chart);
        this.version = version.map(Need.Setting::of);
        this.aspect = aspect;
        this.rule = rule;
    }

    private static List<Cidr> prefixes(List<String> items) {
        return items.stream().map(String::strip).filter(item -> !item.isEmpty()).map(item -> Cidr.parse(item)
                .filter(cidr -> cidr.prefix() > 0).orElseThrow(() -> new IllegalArgumentException("'" + item
                        + "' is no prefix of a network"))).toList();
    }

    private static ValueKey<String> text(String id, String fallback, String question) {
        return ValueKey.withFallback(id, ValueType.TEXT, fallback, question);
    }

    static List<Check> all() {
        return List.of(
                new ChartRule(ChartValues.NETWORK, Optional.of(NETWORK_VERSION), Aspect.DEPLOYED, rule("netpol-chart-deployed",
                        Severity.HIGH, "The chart of the network policies is deployed and new enough", """
                        Without it pods reach every other pod, the head nodes and the services behind them. A revision that
                        failed half-way leaves some of the policies out, and a list of releases shows the one before.""", """
                        Install or upgrade the chart with the values for the cluster's type, and see that its newest
                        revision is deployed.""", "Deploying network policies with Helm (nmc-network-policies)")),
                new ChartRule(ChartValues.NETWORK, Optional.empty(), Aspect.VALUES, rule("netpol-chart-values", Severity.HIGH,
                        "The network policies are those of the cluster's type and of the site's head nodes", """
                        With the other cluster's type the policies guard services that are not there and leave those open
                        that are. A range of head nodes that is too wide admits everybody in it; one that misses a head node
                        cuts it off.""", """
                        Set clusterType.admin or clusterType.user, and bcmHeadNodeCidr to a prefix of at least /24, or within
                        the networks of the value netpol-site-networks, that holds every head node, and upgrade the
                        release.""", "Apply network policies to the k8s-admin cluster")),
                new ChartRule(ChartValues.POLICIES, Optional.of(POLICIES_VERSION), Aspect.DEPLOYED_FOR_CLUSTER, rule(
                        "kyverno-policies-chart", Severity.HIGH,
                        "The chart of Kyverno's policies is deployed for the cluster's type", """
                        The two clusters run different software and need different policies. Those of the wrong type stop
                        what must run, or let through what must not.""", """
                        Install or upgrade the chart with clusterType.admin or clusterType.user, and see that its newest
                        revision is deployed.""", "Applying Security Policies")));
    }

    private static Rule rule(String id, Severity severity, String title, String why, String how, String section) {
        return Rule.builder(id).title(title).severity(severity).appliesTo(Target.Cluster.class, "clusters")
                .witness(Witness.DESIRED).rationale(why).remediation(how).reference(NMC, section).build();
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public Set<Need<?>> needs() {
        Set<Need<?>> needs = new LinkedHashSet<>(List.of(RELEASES, chart));
        version.ifPresent(needs::add);
        if (aspect == Aspect.VALUES) {
            needs.add(HEADS);
            needs.add(SITE);
        }
        return needs;
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        String name = context.get(chart);
        List<Verdict> verdicts = new ArrayList<>();
        for (Release release : context.get(RELEASES).ofChart(name)) {
            List<String> wrong = new ArrayList<>();
            if (aspect != Aspect.VALUES) {
                deployed(context, release, wrong);
            }
            if (aspect != Aspect.DEPLOYED) {
                type(context, release, wrong);
            }
            if (aspect == Aspect.VALUES) {
                heads(context, release, wrong);
            }
            String observed = wrong.isEmpty() ? name + " " + release.version() + ", " + release.status()
                    : String.join("; ", wrong);
            verdicts.add(Verdict.of(wrong.isEmpty(), release.id(), observed, expected(context), "release " + release.id()
                    + ", revision " + release.revision() + ": " + observed + (wrong.isEmpty() ? ", as expected"
                    : "; expected " + expected(context)), evidence(context, observed)));
        }
        if (verdicts.isEmpty()) {
            verdicts.add(new Verdict.Fail("", "no release of " + name, expected(context), "Helm has no release of the chart "
                    + name + " in this cluster; expected " + expected(context), evidence(context, "")));
        }
        return verdicts;
    }

    private String expected(Context context) {
        String type = "clusterType." + type(context) + " alone";
        return switch (aspect) {
            case DEPLOYED -> "deployed, version " + context.get(version.orElseThrow()) + " or newer";
            case DEPLOYED_FOR_CLUSTER -> "deployed, version " + context.get(version.orElseThrow()) + " or newer, " + type;
            case VALUES -> type + ", and a bcmHeadNodeCidr " + (context.get(SITE).isEmpty() ? "of /24 or less" : "within "
                    + NETWORKS.type().write().apply(context.get(SITE))) + " that holds every head node";
        };
    }

    private static String type(Context context) {
        return ((Target.Cluster) context.target()).space().name().toLowerCase(Locale.ROOT);
    }

    private void deployed(Context context, Release release, List<String> wrong) {
        if (!release.status().equals("deployed")) {
            wrong.add("its newest revision is " + release.status());
        }
        if (!release.atLeast(context.get(version.orElseThrow()))) {
            wrong.add("version " + release.version());
        }
    }

    private static void type(Context context, Release release, List<String> wrong) {
        String own = type(context);
        String other = own.equals("admin") ? "user" : "admin";
        if (!release.value("clusterType." + own).orElse("").equals("true")) {
            wrong.add("clusterType." + own + " is " + release.value("clusterType." + own).orElse("not set"));
        }
        if (release.value("clusterType." + other).orElse("").equals("true")) {
            wrong.add("clusterType." + other + " is true");
        }
    }

    private static void heads(Context context, Release release, List<String> wrong) {
        Optional<Cidr> range = release.value(HEAD_NET).flatMap(Cidr::parse);
        if (range.isEmpty()) {
            wrong.add(HEAD_NET + " is " + release.value(HEAD_NET).orElse("not set"));
            return;
        }
        List<Cidr> networks = context.get(SITE);
        if (networks.isEmpty() ? range.get().prefix() < (range.get().network().bits() == 32 ? 24 : 64)
                : networks.stream().noneMatch(network -> network.contains(range.get()))) {
            wrong.add(HEAD_NET + " " + range.get() + " is wider than it may be");
        }
        Set<String> missed = new TreeSet<>();
        context.get(HEADS).forEach((head, addresses) -> {
            List<IpAddress> alike = addresses.all().stream().filter(address -> address.bits() == range.get().network().bits())
                    .toList();
            alike.stream().filter(address -> !range.get().contains(address)).forEach(address ->
                    missed.add(address.toString()));
            if (alike.isEmpty()) {
                missed.add(head.name());
            }
        });
        if (!missed.isEmpty()) {
            wrong.add(HEAD_NET + " " + range.get() + " misses " + String.join(", ", missed));
        }
    }

    private static List<Evidence> evidence(Context context, String excerpt) {
        return context.sources(RELEASES).stream().map(source -> source.evidence(0, excerpt)).toList();
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        String[] release = fail.subject().isEmpty() ? new String[] {"default", context.get(chart)}
                : fail.subject().split("/", 2);
        String space = ((Target.Cluster) context.target()).space() == Space.ADMIN ? "admin" : "user";
        List<Step> steps = new ArrayList<>();
        boolean net = aspect == Aspect.VALUES && (fail.subject().isEmpty() || fail.observed().contains(HEAD_NET));
        List<String> values = values(context, space, net);
        if (net && headNet(context).isEmpty()) {
            steps.add(Step.prose("No prefix of at least /24 holds the addresses of all head nodes: bring them into one. Then set "
                    + HEAD_NET + " to it in values-" + space + ".yaml, with " + String.join(" and ", values) + "."));
        } else {
            values.forEach(literal -> steps.add(Step.setting(Step.Place.file("values-" + space + ".yaml"), literal)));
        }
        steps.add(Step.command("the head node", "module load kubernetes/" + context.target().name()
                + " && helm upgrade --install " + release[1] + " ./" + context.get(chart) + version.map(wanted -> "-"
                + context.get(wanted)).orElse("") + ".tgz -n " + release[0] + " -f values-" + space + ".yaml --wait"));
        return steps;
    }

    /** @param net whether that of the head nodes is among them */
    private List<String> values(Context context, String space, boolean net) {
        List<String> literals = new ArrayList<>();
        if (aspect != Aspect.DEPLOYED) {
            literals.add("clusterType." + space + ": true");
            literals.add("clusterType." + (space.equals("admin") ? "user" : "admin") + ": false");
        }
        if (net) {
            headNet(context).ifPresent(prefix -> literals.add(HEAD_NET + ": " + prefix));
        }
        return literals;
    }

    /** The longest prefix, of /24 at least, that holds the head nodes' IPv4 addresses. */
    private static Optional<Cidr> headNet(Context context) {
        List<IpAddress> addresses = context.get(HEADS).values().stream().flatMap(known -> known.all().stream())
                .filter(address -> address.bits() == 32).toList();
        return addresses.isEmpty() ? Optional.empty() : IntStream.iterate(32, prefix -> prefix >= 24, prefix -> prefix - 1)
                .mapToObj(prefix -> Cidr.parse(addresses.getFirst() + "/" + prefix).orElseThrow())
                .filter(net -> addresses.stream().allMatch(net::contains)).findFirst();
    }
}
