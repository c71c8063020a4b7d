package io.tightship.library.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.check.Case;
import io.tightship.fact.linux.Exports;
import io.tightship.model.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HomeExportsSquashedTest {

    static List<Case> compliant() {
        return List.of(export("/home", "10.141.0.0/16", "rw", "root_squash"),
                export("/home/ann", "*", "rw", "no_root_squash", "all_squash"),
                export("/home", "10.1.1.1", "rw", "no_root_squash").value(HomeExportsSquashed.CLIENTS,
                        Set.of("10.1.1.1")));
    }

    static List<Case> violations() {
        return List.of(export("/home", "10.141.0.0/16", "rw", "no_root_squash"), export("/", "*", "ro",
                "no_root_squash"), export("/home/ann", "dgx-01", "no_root_squash"),
                export("/home", "*", "rw", "root_squash", "anonuid=0"),
                export("/home", "10.0.0.0/8", "rw", "all_squash", "anonuid=0"));
    }

    @Test
    void a_server_without_homes_is_not_concerned() {
        assertThat(export("/cm/shared", "*", "no_root_squash").judge(new HomeExportsSquashed())).singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
        assertThat(export("/homework", "*", "no_root_squash").judge(new HomeExportsSquashed())).singleElement()
                .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Outcome.NOT_APPLICABLE));
    }

    private static Case export(String path, String client, String... options) {
        return Case.of(path + " " + client, Stats.HEAD).with(Exports.KEY, new Exports(List.of(new Exports.Export(path,
                client, Set.of(options)))));
    }
}
