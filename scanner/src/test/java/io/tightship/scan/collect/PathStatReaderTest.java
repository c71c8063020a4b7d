package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.CP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.Reason;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathStatReaderTest {

    private static final SessionId NODE = SessionId.node(CP);
    private static final String PATTERN = "/home/*/.kube/config";

    @Test
    void a_pattern_becomes_one_find_that_looks_no_deeper_than_it_must() {
        assertThat(new FileProbe.Paths("/etc/kubernetes/admin.conf").command()).isEqualTo(
                "find -L /etc/kubernetes/admin.conf -maxdepth 0 -printf '%m %U %G %Y %p\\0'");
        assertThat(new FileProbe.Paths(PATTERN).words()).containsExactly("find", "-L", "/home", "-mindepth", "1",
                "-maxdepth", "3", "-path", PATTERN, "-printf", "%m %U %G %Y %p\\0");
        assertThat(new FileProbe.Paths("/root/.kube/config*").words()).contains("/root/.kube", "1");
        assertThat(new FileProbe.Paths("/etc/kubernetes/pki/**").words()).contains("/etc/kubernetes/pki", "8",
                "/etc/kubernetes/pki/*");
        for (String wrong : new String[] {"etc/x", "/etc/**/x", "/etc/x y", "/etc/$(id)", "/etc/x\n"}) {
            assertThatThrownBy(() -> PathStat.matching(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void modes_owners_and_kinds_are_read_and_names_stay_text() {
        Map<String, Fact<PathStat>> found = site(0, "", "600 1001 1001 f /home/ann/.kube/config\0"
                + "4755 0 0 f /home/a b\nc/.kube/config\0" + "777 0 0 N /home/broken/.kube/config\0").members(CP,
                PathStat.matching(PATTERN));
        assertThat(found.get("/home/ann/.kube/config")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(fact.value()).isEqualTo(new PathStat("/home/ann/.kube/config", 'f', 0600, 1001, 1001)));
        assertThat(found.get("/home/a b\nc/.kube/config")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((PathStat) fact.value()).octal()).isEqualTo("4755"));
        assertThat(found.get("/home/broken/.kube/config")).isInstanceOfSatisfying(Fact.Known.class, fact ->
                assertThat(((PathStat) fact.value()).exists()).isFalse());
    }

    @Test
    void that_nothing_matches_and_that_the_folder_is_not_there_are_known() {
        assertThat(site(0, "", "").members(CP, PathStat.matching(PATTERN))).isEmpty();
        assertThat(new ControlPlaneSite().absent(NODE, new FileProbe.Paths(PATTERN),
                "find: '/home': No such file or directory").members(CP, PathStat.matching(PATTERN))).isEmpty();
    }

    @Test
    void a_folder_that_could_not_be_looked_into_is_a_member_that_is_unavailable_and_the_others_are_known() {
        Map<String, Fact<PathStat>> found = site(1, "find: '/home/bob/.kube': Permission denied\n"
                + "find: '/home/gone': No such file or directory", "600 1001 1001 f /home/ann/.kube/config\0")
                .members(CP, PathStat.matching(PATTERN));
        assertThat(found).containsOnlyKeys("/home/ann/.kube/config", "/home/bob/.kube");
        assertThat(found.get("/home/bob/.kube")).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw------- 0 0 f /x\0", "600 root root f /x\0", "600 0 0 f\0", "garbage", "600 0 0 f x\0"})
    void another_answer_than_finds_is_unavailable(String answer) {
        assertThat(site(0, "", answer).read(CP, PathStat.matching(PATTERN))).isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void words_that_are_not_understood_leave_it_unknown() {
        assertThat(site(1, "find: unknown predicate '-printf'", "").read(CP, PathStat.matching(PATTERN)))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOL_MISSING", "TIMED_OUT", "TRUNCATED", "FORBIDDEN", "UNREACHABLE"})
    void what_was_not_read_keeps_its_reason(Reason reason) {
        assertThat(new ControlPlaneSite().unread(NODE, new FileProbe.Paths(PATTERN), reason, "why").read(CP,
                PathStat.matching(PATTERN))).isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                assertThat(fact.reason()).isEqualTo(reason));
    }

    private static ControlPlaneSite site(int exit, String words, String answer) {
        return new ControlPlaneSite().bytes(NODE, new FileProbe.Paths(PATTERN), exit, words,
                answer.getBytes(StandardCharsets.UTF_8));
    }
}
