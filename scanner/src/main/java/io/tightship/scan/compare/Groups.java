package io.tightship.scan.compare;

import io.tightship.model.Finding;
import io.tightship.model.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Takes sorted findings in groups of one rule and target: a million of them are never held at once. */
final class Groups {

    private final Iterator<Finding> findings;
    private Optional<Finding> next = Optional.empty();

    Groups(Iterator<Finding> findings) {
        this.findings = findings;
        advance();
    }

    /** What a group has in common. */
    record Key(String rule, Target target) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::rule).thenComparing(Key::target);

        static Key of(Finding finding) {
            return new Key(finding.rule(), finding.target());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** The key of the next group; empty at the end. */
    Optional<Key> key() {
        return next.map(Key::of);
    }

    /** The next group where it has the key; else none. */
    List<Finding> take(Key key) {
        List<Finding> group = new ArrayList<>();
        while (next.isPresent() && Key.of(next.get()).compareTo(key) == 0) {
            group.add(next.get());
            advance();
        }
        return group;
    }

    private void advance() {
        next = findings.hasNext() ? Optional.of(findings.next()) : Optional.empty();
    }
}
