package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.AllowList;
import io.tightship.fact.linux.LoginValues;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AllowListReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final String FOLDER = "/etc/security/pam_bright.d";
    private static final NodeProbe TREE = new FileProbe.ReadTree(FOLDER);
    private static final String USERS = FOLDER + "/pam_allow.conf";
    private static final String GROUPS = FOLDER + "/pam_allow_group.conf";

    @Test
    void names_are_read_with_their_lines_and_groups_are_marked() {
        ControlPlaneSite site = tree(0, "", Map.of(USERS, "# who\nroot, admin\n\n  operator # at night\n",
                GROUPS, "wheel\n"));
        assertThat(known(site, USERS).entries()).containsExactly(new AllowList.Entry("root", 2),
                new AllowList.Entry("admin", 2), new AllowList.Entry("operator", 4));
        assertThat(known(site, GROUPS).entries()).containsExactly(new AllowList.Entry("@wheel", 1));
    }

    @Test
    void a_file_that_is_not_in_a_folder_that_was_read_whole_is_known_not_to_exist() {
        assertThat(known(tree(0, "", Map.of(GROUPS, "")), USERS).exists()).isFalse();
        assertThat(known(new ControlPlaneSite().absent(NODE, TREE, "tar: " + FOLDER + ": Cannot stat: No such file or "
                + "directory"), USERS).exists()).isFalse();
    }

    @Test
    void a_file_that_could_not_be_opened_is_unavailable_and_the_others_are_known() {
        ControlPlaneSite site = tree(2, "tar: " + USERS + ": Cannot open: Permission denied\n"
                + "tar: Exiting with failure status due to previous errors", Map.of(GROUPS, "wheel\n"));
        assertThat(site.members(CP, AllowList.OF_NODE).get(USERS)).isInstanceOfSatisfying(Fact.Unavailable.class,
                fact -> assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
        assertThat(known(site, GROUPS).entries()).hasSize(1);
    }

    @Test
    void an_archive_that_is_cut_or_is_none_is_unavailable() {
        byte[] whole = TarBytes.of(Map.of(USERS, "root\n"));
        for (byte[] broken : new byte[][] {"Permission denied".getBytes(StandardCharsets.UTF_8),
            java.util.Arrays.copyOf(whole, 700)}) {
            assertThat(new ControlPlaneSite().bytes(NODE, TREE, 0, "", broken).read(CP, AllowList.OF_NODE))
                    .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                            assertThat(fact.reason()).isIn(Reason.UNPARSABLE, Reason.TRUNCATED));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(new ControlPlaneSite().unread(NODE, TREE, reason, "why").read(CP, AllowList.OF_NODE))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(reason));
    }

    @Test
    void a_folder_elsewhere_is_refused_and_never_asked_for() {
        ControlPlaneSite site = new ControlPlaneSite().value(LoginValues.ALLOW_LIST_FOLDER, "/etc/shadow.d");
        assertThat(new AllowListReader().routes(CP, AllowList.OF_NODE, site.view())).isEmpty();
        assertThat(site.read(CP, AllowList.OF_NODE)).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.REFUSED));
    }

    private static ControlPlaneSite tree(int exit, String words, Map<String, String> files) {
        return new ControlPlaneSite().bytes(NODE, TREE, exit, words, TarBytes.of(files));
    }

    private static AllowList known(ControlPlaneSite site, String path) {
        return switch (site.members(CP, AllowList.OF_NODE).get(path)) {
            case Fact.Known<AllowList>(AllowList list, var sources) -> list;
            case Fact.Unavailable<AllowList> unavailable -> throw new AssertionError(unavailable.toString());
        };
    }
}
