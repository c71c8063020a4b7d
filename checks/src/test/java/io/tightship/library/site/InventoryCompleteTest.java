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

class InventoryCompleteTest {

    private static final Target.Site SITE = new Target.Site("test");
    private static final Entry AUDITED = new Entry("PhysicalNode", true, true, Optional.empty());
    private static final Entry SPARE = new Entry("PhysicalNode", true, false, Optional.of("to be returned"));
    private static final Entry FORGOTTEN = new Entry("PhysicalNode", true, false, Optional.empty());

    static List<Case> compliant() {
        return List.of(site("all listed", Map.of("node001", AUDITED), Map.of("node001", AUDITED)),
                site("one is excluded", Map.of("node001", AUDITED, "spare", SPARE), Map.of("node001", AUDITED)));
    }

    static List<Case> violations() {
        return List.of(site("BCM has one more", Map.of("node001", AUDITED, "node002", FORGOTTEN),
                        Map.of("node001", AUDITED)),
                site("the cluster has one more", Map.of("node001", AUDITED), Map.of("node002", FORGOTTEN)));
    }

    @Test
    void the_finding_names_who_lists_it_and_an_excluded_one_stands_in_the_evidence_with_its_reason() {
        Finding missing = violations().getFirst().judge(new InventoryComplete()).getFirst();
        assertThat(missing.subject()).isEqualTo("Base Command Manager: node002");
        assertThat(missing.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(compliant().get(1).judge(new InventoryComplete()).getFirst().message())
                .contains("left out: spare (to be returned)");
    }

    @Test
    void t27_a_host_of_etcd_that_nobody_audits_fails_with_the_api_server_that_names_it() {
        Finding missing = Case.of("etcd elsewhere", SITE).withMembers(SITE, SiteListing.OF_HOSTS,
                Map.of("--etcd-servers of kube-apiserver on cp-1", new SiteListing(new TreeMap<>(Map.of("10.0.0.77",
                        new Entry("host of etcd", true, false, Optional.empty())))))).judge(new InventoryComplete())
                .getFirst();
        assertThat(missing.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(missing.message()).isEqualTo("--etcd-servers of kube-apiserver on cp-1 lists the host of etcd "
                + "10.0.0.77, which the inventory does not; expected it in the inventory, or excluded with a reason");
    }

    private static Case site(String name, Map<String, Entry> bcm, Map<String, Entry> cluster) {
        return Case.of(name, SITE).withMembers(SITE, SiteListing.OF_HOSTS, Map.of("Base Command Manager",
                new SiteListing(new TreeMap<>(bcm)), "cluster k8s-admin", new SiteListing(new TreeMap<>(cluster))));
    }
}
