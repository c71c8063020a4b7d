package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {

    @Test
    void t1_a_scalar_flag_twice_counts_with_its_last_value() {
        assertThat(flags("--tls-min-version=VersionTLS13", "--tls-min-version=VersionTLS10").text("tls-min-version"))
                .contains("VersionTLS10");
        assertThat(flags("--profiling=false", "--profiling=true").bool("profiling", false)).isTrue();
    }

    @Test
    void t3_a_list_flag_twice_is_the_union_of_both() {
        assertThat(flags("--tls-cipher-suites=A,B", "--tls-cipher-suites=WEAK").list("tls-cipher-suites"))
                .contains(List.of("A", "B", "WEAK"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
    void t4_every_spelling_of_false_that_parse_bool_knows_is_false(String spelling) {
        assertThat(flags("--profiling=" + spelling).bool("profiling", true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
    void t5_every_spelling_of_true_that_parse_bool_knows_is_true(String spelling) {
        assertThat(flags("--profiling=" + spelling).bool("profiling", false)).isTrue();
    }

    @Test
    void t6_a_bare_boolean_is_true() {
        assertThat(flags("--profiling").bool("profiling", false)).isTrue();
        assertThat(flags("--profiling", "--secure-port=6443").bool("profiling", false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fAlse", "no", "off", "", " false", "false "})
    void a_boolean_that_parse_bool_refuses_keeps_the_component_from_starting(String spelling) {
        assertThat(why("--profiling=" + spelling)).contains("--profiling=" + spelling).contains("does not start");
    }

    @Test
    void a_boolean_takes_no_value_from_the_next_word() {
        assertThat(why("--profiling", "false")).contains("takes no arguments").contains("'false'");
    }

    @Test
    void a_flag_that_is_no_boolean_takes_the_next_word_whatever_it_looks_like() {
        assertThat(flags("--tls-min-version", "VersionTLS13").text("tls-min-version")).contains("VersionTLS13");
        Flags swallowed = flags("--secure-port", "--profiling=false");
        assertThat(swallowed.text("secure-port")).contains("--profiling=false");
        assertThat(swallowed.bool("profiling", true)).isTrue();
    }

    @Test
    void underscores_are_dashes_but_case_matters() {
        assertThat(flags("--tls_min_version=VersionTLS13").text("tls-min-version")).contains("VersionTLS13");
        assertThat(flags("--Profiling=false").has("profiling")).isFalse();
    }

    @Test
    void nothing_after_two_dashes_is_a_flag() {
        assertThat(flags("--profiling=false", "--").bool("profiling", true)).isFalse();
        assertThat(why("--", "--profiling=false")).contains("takes no arguments");
    }

    @Test
    void shorthands_are_not_looked_at() {
        assertThat(flags("-v", "2", "-v=4", "-v6", "--profiling=false").given())
                .containsExactly(new Flags.Given("profiling", "false"));
    }

    @Test
    void one_dash_does_not_set_a_long_flag() {
        assertThat(flags("-profiling=false").bool("profiling", true)).isTrue();
    }

    @Test
    void a_flag_that_is_not_listed_takes_the_next_word_unless_that_looks_like_a_flag() {
        assertThat(flags("--brand-new", "value", "--profiling=false").bool("profiling", true)).isFalse();
        assertThat(flags("--profiling=false", "--brand-new").bool("profiling", true)).isFalse();
        assertThat(why("--brand-new", "--profiling=false")).contains("--brand-new").contains("read in two ways");
    }

    @Test
    void a_flag_without_the_value_that_it_must_have_keeps_the_component_from_starting() {
        assertThat(why("--secure-port")).contains("lacks its value");
        assertThat(why("--=x")).contains("is no flag");
        assertThat(why("---profiling=false")).contains("is no flag");
    }

    @Test
    void arrays_are_not_split_at_commas() {
        assertThat(flags("--service-account-issuer=https://a,b", "--service-account-issuer=https://c")
                .array("service-account-issuer")).containsExactly("https://a,b", "https://c");
    }

    @Test
    void gates_are_merged_and_the_later_pair_counts() {
        assertThat(flags("--feature-gates=A=true, B=false", "--feature-gates=B=1").gates("feature-gates"))
                .containsEntry("A", true).containsEntry("B", true).hasSize(2);
        assertThat(why("--feature-gates=A=maybe")).contains("does not start");
    }

    @Test
    void lists_are_read_as_csv_and_spaces_belong_to_the_items() {
        assertThat(FlagValues.csv("A, B")).contains(List.of("A", " B"));
        assertThat(FlagValues.csv("\"a,b\",\"c\"\"d\",")).contains(List.of("a,b", "c\"d", ""));
        assertThat(FlagValues.csv("")).contains(List.of());
        assertThat(FlagValues.csv("a,b\nc")).contains(List.of("a", "b"));
        assertThat(FlagValues.csv("a\"b")).isEmpty();
        assertThat(FlagValues.csv("\"ab")).isEmpty();
        assertThat(FlagValues.csv("\"a\"b")).isEmpty();
        assertThat(why("--tls-cipher-suites=A\"B")).contains("does not start");
        assertThat(flags("--tls-cipher-suites=").list("tls-cipher-suites")).contains(List.of());
        assertThat(flags().list("tls-cipher-suites")).isEmpty();
    }

    @Test
    void integers_have_the_prefixes_of_go() {
        assertThat(FlagValues.integer("4096")).hasValue(4096);
        assertThat(FlagValues.integer("-1")).hasValue(-1);
        assertThat(FlagValues.integer("0x1000")).hasValue(4096);
        assertThat(FlagValues.integer("010")).hasValue(8);
        assertThat(FlagValues.integer("0o10")).hasValue(8);
        assertThat(FlagValues.integer("0b11")).hasValue(3);
        assertThat(FlagValues.integer("4_096")).hasValue(4096);
        for (String text : List.of("", "many", "4k", "1.5", "09", "_1", "9223372036854775808", " 1")) {
            assertThat(FlagValues.integer(text)).as(text).isEmpty();
        }
    }

    @Test
    void a_masked_value_is_there_and_cannot_be_judged() {
        Flags masked = flags("--enable-bootstrap-token-auth=(masked)");
        assertThat(masked.has("enable-bootstrap-token-auth")).isTrue();
        assertThatThrownBy(() -> masked.bool("enable-bootstrap-token-auth", true)).hasMessageContaining("masked");
    }

    @Test
    void flags_that_openshift_keeps_in_a_file_of_its_own_are_not_taken_for_absent() {
        assertThat(why("--openshift-config=/etc/kubernetes/config.yaml", "--v=2")).contains("not read");
        assertThat(why("--openshift-config", "/etc/kubernetes/config.yaml")).contains("not known");
    }

    @Test
    void asking_for_a_flag_as_what_it_is_not_is_a_defect() {
        assertThatThrownBy(() -> flags().text("profiling")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> flags().bool("brand-new", true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void all_occurrences_are_shown_as_evidence() {
        assertThat(flags("--profiling=false", "--secure-port", "7443", "--profiling").written("profiling"))
                .isEqualTo("--profiling=false --profiling=true");
    }

    private static Flags flags(String... words) {
        return switch (Flags.parse(Component.KUBE_APISERVER, List.of(words))) {
            case Flags.Parsed.Valid(Flags flags) -> flags;
            case Flags.Parsed.Invalid(String why) -> throw new AssertionError(why);
        };
    }

    private static String why(String... words) {
        return switch (Flags.parse(Component.KUBE_APISERVER, List.of(words))) {
            case Flags.Parsed.Valid(Flags flags) -> throw new AssertionError("valid: " + flags);
            case Flags.Parsed.Invalid(String why) -> why;
        };
    }

    @Test
    void durations_are_read_as_go_reads_them() {
        assertThat(FlagValues.duration("1m30s")).contains(Duration.ofSeconds(90));
        assertThat(FlagValues.duration("1.5h")).contains(Duration.ofMinutes(90));
        assertThat(FlagValues.duration("-.5s")).contains(Duration.ofMillis(-500));
        assertThat(FlagValues.duration("0")).contains(Duration.ZERO);
        assertThat(FlagValues.duration("300ms2us")).contains(Duration.ofNanos(300_002_000));
        for (String none : List.of("", "60", "1d", "s", ".s", "1 s", "9999999999h")) {
            assertThat(FlagValues.duration(none)).as(none).isEmpty();
        }
    }
}
