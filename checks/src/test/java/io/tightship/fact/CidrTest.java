package io.tightship.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({"10.141.3.7/16, 10.141.0.0/16", "10.0.0.1, 10.0.0.1/32", "0.0.0.0/0, 0.0.0.0/0", "::/0, ::/0",
        "fd00:1:2::5/48, fd00:1:2::/48", "::1, ::1/128", "10.0.0.1/32, 10.0.0.1/32"})
    void host_bits_are_cleared_and_a_bare_address_is_itself(String written, String plain) {
        assertThat(Cidr.parse(written)).get().hasToString(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/24", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8 ",
        "10.0.0.0 /8", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0", "fd00::/129", "fd00::/1000", "any", "10.0.0.0-10.0.0.9",
        "10.0.0.0/٨"})
    void anything_else_is_no_prefix(String written) {
        assertThat(Cidr.parse(written)).isEmpty();
    }

    @Test
    void a_prefix_of_mapped_addresses_counts_its_length_from_the_front_of_the_ipv6_address() {
        assertThat(Cidr.parse("::ffff:10.1.2.3/104")).get().hasToString("10.0.0.0/8");
        assertThat(Cidr.parse("::ffff:0.0.0.0/96")).get().hasToString("0.0.0.0/0");
        assertThat(Cidr.parse("::ffff:10.1.2.3/128")).get().hasToString("10.1.2.3/32");
        // Far more than 10.1.2.0/24: nearly everything. Which families it means depends on who reads it.
        assertThat(Cidr.parse("::ffff:10.1.2.3/24")).isEmpty();
    }

    @Test
    void one_family_never_contains_the_other() {
        Cidr all4 = Cidr.parse("0.0.0.0/0").orElseThrow();
        Cidr all6 = Cidr.parse("::/0").orElseThrow();
        assertThat(all4.contains(all6)).isFalse();
        assertThat(all6.contains(all4)).isFalse();
        assertThat(all4.overlaps(all6)).isFalse();
        assertThat(all6.contains(IpAddress.parse("10.0.0.1").orElseThrow())).isFalse();
        assertThat(CidrSet.ALL4.contains(IpAddress.parse("::1").orElseThrow())).isFalse();
        assertThat(CidrSet.of(all6).minus(CidrSet.ALL4)).isEqualTo(CidrSet.of(all6));
    }

    @Test
    void a_length_that_the_family_does_not_have_is_refused() {
        assertThatThrownBy(() -> new Cidr(IpAddress.parse("10.0.0.0").orElseThrow(), 33))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cidr(IpAddress.parse("10.0.0.0").orElseThrow(), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void several_together_cover_what_none_covers_alone() {
        Cidr whole = Cidr.parse("10.0.0.0/30").orElseThrow();
        assertThat(whole.coveredBy(prefixes("10.0.0.0/31", "10.0.0.2/32", "10.0.0.3/32"))).isTrue();
        assertThat(whole.coveredBy(prefixes("10.0.0.0/31", "10.0.0.3/32"))).isFalse();
        assertThat(whole.coveredBy(List.of())).isFalse();
        assertThat(Cidr.ANY4.coveredBy(prefixes("0.0.0.0/1", "128.0.0.0/1"))).isTrue();
        assertThat(Cidr.parse("::/0").orElseThrow().coveredBy(prefixes("::/1", "8000::/1"))).isTrue();
    }

    @Test
    void covering_is_what_the_set_of_addresses_says() {
        Random random = new Random(11);
        for (int run = 0; run < 500; run++) {
            Cidr one = some(random);
            List<Cidr> others = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                others.add(some(random));
            }
            assertThat(one.coveredBy(others)).as("%s by %s", one, others)
                    .isEqualTo(CidrSet.of(one).minus(CidrSet.of(others)).isEmpty());
        }
    }

    private static Cidr some(Random random) {
        return Cidr.parse("10.0.0." + random.nextInt(16) + "/" + (28 + random.nextInt(5))).orElseThrow();
    }

    private static List<Cidr> prefixes(String... texts) {
        return java.util.Arrays.stream(texts).map(text -> Cidr.parse(text).orElseThrow()).toList();
    }
}
