package io.tightship.fact;

import java.math.BigInteger;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address. No name is ever looked up.
 *
 * @param bits 32 or 128
 */
public record IpAddress(BigInteger value, int bits) implements Comparable<IpAddress> {

    /** Reads the usual text forms; an IPv4-mapped IPv6 address is the IPv4 address. Empty for anything else. */
    public static Optional<IpAddress> parse(String text) {
        return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
    }

    private static Optional<IpAddress> parse4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        long value = 0;
        for (String part : parts) {
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
            value = value << 8 | Integer.parseInt(part);
        }
        return Optional.of(new IpAddress(BigInteger.valueOf(value), 32));
    }

    private static Optional<IpAddress> parse6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        String head = gap < 0 ? text : text.substring(0, gap);
        String tail = gap < 0 ? "" : text.substring(gap + 2);
        Optional<BigInteger[]> front = groups(head, gap < 0);
        Optional<BigInteger[]> back = groups(tail, true);
        if (front.isEmpty() || back.isEmpty()) {
            return Optional.empty();
        }
        int count = front.get().length + back.get().length;
        if (gap < 0 ? count != 8 : count > 7) {
            return Optional.empty();
        }
        BigInteger value = BigInteger.ZERO;
        for (BigInteger group : front.get()) {
            value = value.shiftLeft(16).or(group);
        }
        value = value.shiftLeft(16 * (8 - count));
        for (BigInteger group : back.get()) {
            value = value.shiftLeft(16).or(group);
        }
        boolean mapped = value.shiftRight(32).equals(BigInteger.valueOf(0xffff));
        return Optional.of(mapped ? new IpAddress(value.and(BigInteger.valueOf(0xffffffffL)), 32)
                : new IpAddress(value, 128));
    }

    private static Optional<BigInteger[]> groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return Optional.of(new BigInteger[0]);
        }
        String[] parts = text.split(":", -1);
        java.util.List<BigInteger> groups = new java.util.ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInIpv4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                Optional<IpAddress> embedded = parse4(parts[i]);
                if (embedded.isEmpty()) {
                    return Optional.empty();
                }
                groups.add(embedded.get().value().shiftRight(16));
                groups.add(embedded.get().value().and(BigInteger.valueOf(0xffff)));
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                groups.add(new BigInteger(parts[i], 16));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups.toArray(BigInteger[]::new));
    }

    /** 127.0.0.0/8 or ::1: an address that only the host itself reaches. */
    public boolean isLoopback() {
        return bits == 32 ? value.shiftRight(24).intValue() == 127 : value.equals(BigInteger.ONE);
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = Integer.compare(bits, other.bits);
        return byFamily != 0 ? byFamily : value.compareTo(other.value);
    }

    /** IPv4 dotted; IPv6 with eight groups' longest run of zeros folded (RFC 5952). */
    @Override
    public String toString() {
        if (bits == 32) {
            long v = value.longValue();
            return (v >> 24 & 255) + "." + (v >> 16 & 255) + "." + (v >> 8 & 255) + "." + (v & 255);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = value.shiftRight(16 * (7 - i)).intValue() & 0xffff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && groups[j] == 0) {
                j++;
            }
            if (j - i > length) {
                start = i;
                length = j - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
