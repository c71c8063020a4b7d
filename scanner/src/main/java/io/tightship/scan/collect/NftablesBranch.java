package io.tightship.scan.collect;

import io.tightship.fact.CidrSet;
import io.tightship.fact.linux.firewall.FilterRule;
import io.tightship.fact.linux.firewall.FilterRule.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the ways in which a new TCP connection can meet a condition of nftables: all of this holds. A condition is a list
 * of these; one that no such connection meets is an empty list.
 *
 * @param interfaces as {@link FilterRule} has them
 * @param ports      empty for all
 */
record NftablesBranch(CidrSet sources, List<String> interfaces, Optional<List<int[]>> ports, Match match) {

    /** More ways than these are not told apart. */
    private static final int MOST = 50_000;

    static NftablesBranch all(CidrSet everybody) {
        return new NftablesBranch(everybody, List.of(), Optional.empty(), Match.ALL);
    }

    NftablesBranch from(CidrSet these) {
        return new NftablesBranch(these, interfaces, ports, match);
    }

    NftablesBranch by(List<String> these) {
        return new NftablesBranch(sources, these, ports, match);
    }

    NftablesBranch to(List<int[]> these) {
        return new NftablesBranch(sources, interfaces, Optional.of(these), match);
    }

    NftablesBranch matching(Match how) {
        return new NftablesBranch(sources, interfaces, ports, how);
    }

    /** The ways in which both conditions are met. */
    static List<NftablesBranch> both(List<NftablesBranch> one, List<NftablesBranch> two) {
        if ((long) one.size() * two.size() > MOST) {
            return one.stream().map(branch -> branch.matching(Match.UNKNOWN)).toList();
        }
        List<NftablesBranch> both = new ArrayList<>();
        for (NftablesBranch first : one) {
            for (NftablesBranch second : two) {
                first.and(second).ifPresent(both::add);
            }
        }
        return both;
    }

    private Optional<NftablesBranch> and(NftablesBranch other) {
        CidrSet common = sources.intersection(other.sources);
        Optional<List<int[]>> range = ports.isEmpty() ? other.ports : other.ports.isEmpty() ? ports
                : Optional.of(common(ports.get(), other.ports.get()));
        List<String> by = new ArrayList<>(interfaces);
        by.addAll(other.interfaces);
        return common.isEmpty() || range.isPresent() && range.get().isEmpty() ? Optional.empty()
                : Optional.of(new NftablesBranch(common, List.copyOf(by), range, match.and(other.match)));
    }

    private static List<int[]> common(List<int[]> one, List<int[]> two) {
        List<int[]> common = new ArrayList<>();
        for (int[] first : one) {
            for (int[] second : two) {
                int from = Math.max(first[0], second[0]);
                int to = Math.min(first[1], second[1]);
                if (from <= to) {
                    common.add(new int[] {from, to});
                }
            }
        }
        return common;
    }

    FilterRule rule(String text, String target, boolean go) {
        return new FilterRule("", text, sources, interfaces, ports.orElse(List.of()), false, match, Optional.of(target), go);
    }
}
