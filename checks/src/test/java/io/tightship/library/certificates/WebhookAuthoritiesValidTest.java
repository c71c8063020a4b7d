package io.tightship.library.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.kubernetes.WebhookAuthorities;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WebhookAuthoritiesValidTest {

    private static final Target.Cluster CLUSTER = new Target.Cluster("admin", Space.ADMIN);
    private static final String NAME = "validatingwebhookconfigurations/policies";

    static List<Case> compliant() {
        return List.of(bundle("an authority that holds", Chains.authority()),
                bundle("the old one beside the new one", Chains.expired(), Chains.authority()),
                bundle("ten days left where the site wants five", Chains.soon()).value(Valid.DAYS, 5L));
    }

    static List<Case> violations() {
        return List.of(bundle("ten days left", Chains.soon()), bundle("run out", Chains.expired()),
                bundle("not yet", Chains.future()), bundle("one gone, one to come", Chains.expired(), Chains.future()),
                bundle("more days wanted than are left", Chains.good()).value(Valid.DAYS, 400L),
                webhooks("one of two", Map.of("a.example", List.of(Chains.good()), "b.example",
                        List.of(Chains.expired()))));
    }

    private static Case bundle(String name, X509Certificate... bundle) {
        return webhooks(name, Map.of("a.example", List.of(bundle)));
    }

    private static Case webhooks(String name, Map<String, List<X509Certificate>> bundles) {
        return Case.of(name, CLUSTER).withMembers(CLUSTER, WebhookAuthorities.KEY, Map.of(NAME, new WebhookAuthorities(
                new TreeMap<>(bundles))));
    }

    @Test
    void the_message_names_the_webhooks_whose_authority_does_not_last() {
        Finding finding = violations().getLast().judge(new WebhookAuthoritiesValid()).getFirst();
        assertThat(finding.subject()).isEqualTo(NAME);
        assertThat(finding.message()).contains("caBundle holds none that lasts: b.example").contains("until 2026-11-01")
                .doesNotContain("a.example");
        assertThat(finding.remediation().toString()).contains("kubectl get validatingwebhookconfigurations policies ");
    }

    @Test
    void without_webhooks_and_without_a_bundle_there_is_nothing_to_judge() {
        assertThat(Case.of("none", CLUSTER).withMembers(CLUSTER, WebhookAuthorities.KEY, Map.of())
                .judge(new WebhookAuthoritiesValid())).extracting(Finding::outcome)
                .containsExactly(Outcome.NOT_APPLICABLE);
        assertThat(bundle("none").judge(new WebhookAuthoritiesValid())).singleElement().satisfies(finding -> {
            assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
            assertThat(finding.message()).contains("trusts those of its system");
        });
    }
}
