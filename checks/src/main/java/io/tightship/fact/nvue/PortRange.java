package io.tightship.fact.nvue;

/** TCP or UDP ports from {@code first} to {@code last}, both within. */
public record PortRange(int first, int last) implements Comparable<PortRange> {

    public PortRange {
        if (first < 0 || last > 65535 || first > last) {
            throw new IllegalArgumentException("ports " + first + " to " + last);
        }
    }

    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    public boolean single() {
        return first == last;
    }

    @Override
    public int compareTo(PortRange other) {
        return first != other.first ? Integer.compare(first, other.first) : Integer.compare(last, other.last);
    }
}
