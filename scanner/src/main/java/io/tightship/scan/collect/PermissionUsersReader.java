package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.PermissionUsers;
import io.tightship.fact.kubernetes.PermissionUsers.Policy;
import io.tightship.fact.kubernetes.PermissionUsers.User;
import io.tightship.fact.kyverno.KyvernoPolicy;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The users of the permissions manager, and the policies of Kyverno's whose names begin with theirs. */
final class PermissionUsersReader implements Reader<PermissionUsers> {

    private static final KubernetesProbe USERS = new KubernetesProbe.PermissionUsers();
    private static final Pattern HOST_PATHS = Pattern.compile("(?i)host-?path");
    private static final Pattern PRIVILEGES = Pattern.compile(
            "(?i)privileged|allowPrivilegeEscalation|capabilities|runAsUser|runAsNonRoot");

    @Override
    public String family() {
        return PermissionUsers.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PermissionUsers> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), USERS, ApiLists.CLUSTER_POLICIES,
                ApiLists.POLICIES, ApiLists.NAMESPACES));
    }

    @Override
    public Fact<PermissionUsers> read(Target target, FactKey<PermissionUsers> key, SiteView site, Readings readings) {
        List<Source> sources = new ArrayList<>();
        List<List<Data>> lists = new ArrayList<>();
        for (KubernetesProbe probe : List.of(USERS, ApiLists.CLUSTER_POLICIES, ApiLists.POLICIES, ApiLists.NAMESPACES)) {
            switch (ApiLists.items(readings.get(SessionId.kubernetes((Target.Cluster) target), probe))) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> items, List<Source> from) -> {
                    lists.add(items);
                    sources.addAll(from);
                }
            }
        }
        Map<String, Map<String, String>> namespaces = new TreeMap<>();
        lists.get(3).forEach(item -> namespaces.put(ApiLists.name(item), ApiLists.labels(item)));
        List<User> users = new ArrayList<>();
        try {
            for (Data item : lists.get(0)) {
                User user = new User(ApiLists.name(item), List.of());
                List<Policy> policies = new ArrayList<>();
                for (List<Data> objects : List.of(lists.get(1), lists.get(2))) {
                    for (Data object : objects) {
                        if (ApiLists.name(object).startsWith(user.name() + "-") || ApiLists.name(object).equals(user.name())) {
                            policies.add(policy(object, user.namespace(), namespaces));
                        }
                    }
                }
                users.add(new User(user.name(), policies));
            }
        } catch (IllegalArgumentException e) {
            return Fact.unavailable(target.id(), Reason.UNPARSABLE, e.getMessage());
        }
        return Fact.known(new PermissionUsers(users), sources);
    }

    private static Policy policy(Data object, String namespace, Map<String, Map<String, String>> namespaces) {
        KyvernoPolicy policy = KyvernoObjects.clusterPolicy(object);
        String of = object.path("metadata", "namespace").text().orElse("");
        boolean blocks = (of.isEmpty() || of.equals(namespace)) && !KyvernoExemptionObjects.leavesOut(object, namespace)
                && policy.blocks(namespace, namespaces.getOrDefault(namespace, Map.of()));
        List<Data> rules = object.path("spec", "rules").list();
        return new Policy((of.isEmpty() ? "ClusterPolicy/" : "Policy/" + of + "/") + policy.name(),
                policy.ready().orElse(false), !policy.rules().isEmpty(), blocks,
                rules.stream().anyMatch(rule -> speaksOf(rule.get("validate"), HOST_PATHS)),
                rules.stream().anyMatch(rule -> speaksOf(rule.get("validate"), PRIVILEGES)
                        || speaksOf(rule.get("mutate"), PRIVILEGES)));
    }

    private static boolean speaksOf(Data part, Pattern words) {
        return !part.isAbsent() && words.matcher(part.toString()).find();
    }
}
