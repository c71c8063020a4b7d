package io.tightship.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CidrSetTest {

    @Test
    void what_is_taken_out_is_cut_out_exactly() {
        assertThat(set("10.0.0.0/30").minus(set("10.0.0.1/32")).prefixes()).extracting(Cidr::toString)
                .containsExactly("10.0.0.0/32", "10.0.0.2/31");
        assertThat(set("10.0.0.0/30").minus(set("10.0.0.0/8")).isEmpty()).isTrue();
        assertThat(CidrSet.ALL4.minus(set("0.0.0.0/1", "128.0.0.0/1")).isEmpty()).isTrue();
    }

    @Test
    void sets_that_are_cut_otherwise_are_equal() {
        assertThat(set("10.0.0.0/31", "10.0.0.2/31")).isEqualTo(set("10.0.0.0/30")).hasSameHashCodeAs(
                set("10.0.0.0/30"));
        assertThat(set("10.0.0.0/31")).isNotEqualTo(set("10.0.0.0/30"));
    }

    @Test
    void no_address_is_lost_or_won() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            CidrSet one = some(random);
            CidrSet two = some(random);
            for (int last = 0; last < 64; last++) {
                IpAddress address = IpAddress.parse("10.0.0." + last).orElseThrow();
                assertThat(one.plus(two).contains(address)).isEqualTo(one.contains(address) || two.contains(address));
                assertThat(one.minus(two).contains(address)).isEqualTo(one.contains(address) && !two.contains(address));
                assertThat(one.intersection(two).contains(address))
                        .isEqualTo(one.contains(address) && two.contains(address));
            }
        }
    }

    @Test
    void a_long_list_is_taken_out_of_everything_in_a_moment() {
        List<Cidr> many = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            many.add(Cidr.parse("10." + i / 32768 + "." + i / 128 % 256 + "." + i % 128 * 2).orElseThrow());
        }
        CidrSet rest = CidrSet.ALL4.minus(CidrSet.of(many));
        assertThat(rest.contains(IpAddress.parse("10.1.2.4").orElseThrow())).isFalse();
        assertThat(rest.contains(IpAddress.parse("10.1.2.5").orElseThrow())).isTrue();
        assertThat(rest.plus(CidrSet.of(many))).isEqualTo(CidrSet.ALL4);
    }

    @Test
    void many_prefixes_are_told_in_few_words() {
        assertThat(CidrSet.EMPTY.words()).isEqualTo("nobody");
        assertThat(CidrSet.ALL4.words()).isEqualTo("everyone");
        assertThat(set("10.0.0.1/32", "10.1.0.0/16").words()).isEqualTo("10.0.0.1, 10.1.0.0/16");
        assertThat(CidrSet.ALL4.minus(set("10.0.0.1/32")).words()).endsWith(" and 28 more");
    }

    private static CidrSet some(Random random) {
        List<Cidr> prefixes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            prefixes.add(Cidr.parse("10.0.0." + random.nextInt(64) + "/" + (26 + random.nextInt(7))).orElseThrow());
        }
        return CidrSet.of(prefixes);
    }

    private static CidrSet set(String... prefixes) {
        return CidrSet.of(Stream.of(prefixes).map(text -> Cidr.parse(text).orElseThrow()).toList());
    }
}
