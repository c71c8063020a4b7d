package io.tightship.library.nim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespaceAuditsRestrictedTest {

    private static final String LABEL = "pod-security.kubernetes.io/";

    static List<Case> compliant() {
        return List.of(AuditLoggedTest.site("audit, and a log", Map.of(LABEL + "audit", "restricted"), AuditLoggedTest.REST),
                AuditLoggedTest.site("warn, without a log", Map.of(LABEL + "warn", "restricted")));
    }

    static List<Case> violations() {
        return List.of(AuditLoggedTest.site("no label", Map.of(), AuditLoggedTest.REST),
                AuditLoggedTest.site("audit without a log", Map.of(LABEL + "audit", "restricted")),
                AuditLoggedTest.site("baseline", Map.of(LABEL + "audit", "baseline", LABEL + "warn", "baseline",
                        LABEL + "enforce", "restricted"), AuditLoggedTest.REST));
    }

    @Test
    void the_command_labels_the_namespace() {
        violations().forEach(violation -> assertThat(violation.judge(new NamespaceAuditsRestricted()).getFirst()
                .remediation().toString()).contains("namespace team-a", LABEL + "warn=restricted"));
    }
}
