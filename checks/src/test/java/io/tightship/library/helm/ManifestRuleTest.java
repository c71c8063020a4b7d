package io.tightship.library.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.check.Check;
import io.tightship.fact.FactKey;
import io.tightship.fact.kubernetes.ChartValues;
import io.tightship.fact.kubernetes.HelmReleases;
import io.tightship.fact.kubernetes.HelmReleases.Release;
import io.tightship.fact.kubernetes.LiveObjects;
import io.tightship.fact.kubernetes.ReleaseObjects;
import io.tightship.fact.kubernetes.SpecifiedObject;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManifestRuleTest {

    private static FactKey<LiveObjects> live(String rule) {
        return rule.startsWith("netpol-") ? LiveObjects.NETWORK : LiveObjects.KYVERNO;
    }

    private static String chart(String rule) {
        return rule.startsWith("netpol-") ? ChartValues.NETWORK.fallback().orElseThrow()
                : ChartValues.POLICIES.fallback().orElseThrow();
    }

    private static SpecifiedObject policy(String name, String... fields) {
        Map<String, String> map = new TreeMap<>(Map.of("spec.selector", "\"all()\"", "spec.types[0]", "\"Ingress\"",
                "spec.ingress[0].action", "\"Deny\""));
        for (String field : fields) {
            String[] parts = field.split("=", 2);
            map.put(parts[0], parts[1]);
        }
        return new SpecifiedObject("projectcalico.org", "GlobalNetworkPolicy", "", name, "", new TreeMap<>(map));
    }

    private static Case cluster(String rule, String name, List<SpecifiedObject> asked, List<SpecifiedObject> held) {
        Release release = new Release("default", "nmc", 2, "deployed", chart(rule), "2.0.12", new TreeMap<>());
        return Case.of(name, new Target.Cluster("k8s-admin", Space.ADMIN))
                .with(HelmReleases.KEY, new HelmReleases(List.of(release)))
                .with(ReleaseObjects.KEY, new ReleaseObjects(new TreeMap<>(Map.of(release.id(), asked))))
                .with(live(rule), new LiveObjects(Set.of("GlobalNetworkPolicy.projectcalico.org"), held));
    }

    static List<Case> compliant(String rule) {
        SpecifiedObject stored = new SpecifiedObject("crd.projectcalico.org", "GlobalNetworkPolicy", "",
                "default.guard", "", policy("guard", "spec.tier=\"default\"").fields());
        return List.of(cluster(rule, "as it was installed", List.of(policy("guard")), List.of(policy("guard"))),
                cluster(rule, "in the other group of Calico's, with the name and tier of its store", List.of(policy("guard")),
                        List.of(stored)),
                cluster(rule, "beside others", List.of(policy("guard")), List.of(policy("guard"), policy("more"))));
    }

    static List<Case> violations(String rule) {
        List<Case> cases = new ArrayList<>();
        cases.add(cluster(rule, "deleted", List.of(policy("guard"), policy("second")), List.of(policy("second"))));
        cases.add(cluster(rule, "changed", List.of(policy("guard")), List.of(policy("guard",
                "spec.ingress[0].action=\"Allow\""))));
        cases.add(cluster(rule, "widened by a rule", List.of(policy("guard")), List.of(policy("guard",
                "spec.ingress[1].action=\"Allow\""))));
        cases.add(cluster(rule, "no policy in the manifest", List.of(), List.of(policy("guard"))));
        cases.add(cluster(rule, "no release", List.of(), List.of(policy("guard")))
                .with(HelmReleases.KEY, new HelmReleases(List.of())));
        return cases;
    }

    @Test
    void the_message_names_the_field_and_both_values() {
        for (Check check : ManifestRule.all()) {
            Finding changed = violations(check.rule().id()).get(1).judge(check).getFirst();
            assertThat(changed.subject()).isEqualTo("GlobalNetworkPolicy.projectcalico.org/guard");
            assertThat(changed.message()).contains("spec.ingress[0].action is \"Allow\"", "expected \"Deny\"", "default/nmc");
        }
    }

    @Test
    void labelled_objects_without_a_release_are_a_question_and_so_are_types_that_are_not_read() {
        for (Check check : ManifestRule.all()) {
            String rule = check.rule().id();
            SpecifiedObject labelled = new SpecifiedObject("projectcalico.org", "GlobalNetworkPolicy", "", "guard",
                    chart(rule) + "-2.0.12", new TreeMap<>());
            assertThat(cluster(rule, "labelled", List.of(), List.of(labelled)).with(HelmReleases.KEY,
                    new HelmReleases(List.of())).judge(check)).singleElement().satisfies(finding -> {
                        assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL);
                        assertThat(finding.message()).contains(chart(rule) + "-2.0.12");
                    });
            SpecifiedObject other = new SpecifiedObject("policy.networking.k8s.io", "AdminNetworkPolicy", "", "guard", "",
                    new TreeMap<>());
            assertThat(cluster(rule, "unread", List.of(other), List.of()).judge(check)).singleElement()
                    .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.MANUAL));
        }
    }
}
