package io.tightship.library.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.bcm.SiteListing;
import io.tightship.fact.bcm.SiteListing.Entry;
import io.tightship.model.Finding;
import io.tightship.model.Outcome;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClustersCompleteTest {

    private static final Target.Site SITE = new Target.Site("test");
    private static final Entry ADMIN = new Entry("admin", true, true, Optional.empty());
    private static final Entry USER = new Entry("user", true, true, Optional.empty());
    private static final Entry UNKNOWN = new Entry("", true, false, Optional.empty());

    static List<Case> compliant() {
        return List.of(site("both", Map.of("k8s-admin", ADMIN, "k8s-user", USER)),
                site("a third one is excluded", Map.of("k8s-admin", ADMIN, "k8s-user", USER, "k8s-test",
                        new Entry("", true, false, Optional.of("to be taken down")))));
    }

    static List<Case> violations() {
        return List.of(site("the user cluster is not listed", Map.of("k8s-admin", ADMIN, "k8s-user", UNKNOWN)),
                site("a cluster that nobody has", Map.of("k8s-admin", ADMIN, "k8s-user", USER, "other",
                        new Entry("user", false, true, Optional.empty()))),
                site("no cluster at all", Map.of()), site("no admin cluster", Map.of("k8s-user", USER)));
    }

    @Test
    void that_there_is_no_user_cluster_is_proven_by_base_command_manager_alone() {
        assertThat(site("admin alone", Map.of("k8s-admin", ADMIN)).judge(new ClustersComplete()))
                .extracting(finding -> finding.subject() + " " + finding.outcome())
                .containsExactly("k8s-admin PASS", "user space NOT_APPLICABLE");
        assertThat(violations().getFirst().judge(new ClustersComplete())).extracting(Finding::outcome)
                .containsExactly(Outcome.PASS, Outcome.FAIL);
    }

    private static Case site(String name, Map<String, Entry> entries) {
        return Case.of(name, SITE).with(SiteListing.OF_CLUSTERS, new SiteListing(new TreeMap<>(entries)));
    }
}
