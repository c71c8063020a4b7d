package io.tightship.fact.calico;

import io.tightship.fact.FactKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How Calico's agent treats the host itself, by the objects FelixConfiguration. Its environment and then its file
 * ({@code /etc/calico/felix.cfg}) come before them; those of a node ({@code node.NAME}) and, since 3.32, those with a
 * selector of nodes, under any name, before {@code default}. Sources: Calico's reference, Configuring Felix; felix/config.
 */
public record FelixSettings(SortedMap<String, Settings> byName) {

    public static final FactKey<FelixSettings> KEY = FactKey.of("felix-settings", FelixSettings.class);

    /** What is open to hosts whatever their policies say, where nobody says otherwise. */
    public static final List<Port> FAILSAFE = List.of(port("tcp", 22), port("udp", 68), port("tcp", 179), port("tcp", 2379),
            port("tcp", 2380), port("tcp", 5473), port("tcp", 6443), port("tcp", 6666), port("tcp", 6667));

    private static final Set<String> ANYWHERE = Set.of("0.0.0.0/0", "::/0");

    public FelixSettings {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    }

    /** @param net from where; empty: from everywhere */
    public record Port(String protocol, int number, Optional<String> net) {
        public boolean forEveryone() {
            return net.isEmpty() || ANYWHERE.contains(net.get());
        }
    }

    /** What is not stated is empty. */
    public record Settings(Optional<String> endpointToHost, Optional<List<Port>> failsafe) {
    }

    private static Port port(String protocol, int number) {
        return new Port(protocol, number, Optional.empty());
    }

    /** Ports as the environment writes them: {@code tcp:22,tcp:10.0.0.0/8:6443}, or {@code none}. Empty where it is not so. */
    public static Optional<List<Port>> ports(String text) {
        if (text.strip().equalsIgnoreCase("none")) {
            return Optional.of(List.of());
        }
        List<Port> ports = new ArrayList<>();
        for (String item : text.split(",")) {
            String written = item.strip();
            int first = written.indexOf(':');
            int last = written.lastIndexOf(':');
            String number = written.substring(last + 1);
            if (!number.matches("[0-9]{1,5}")) {
                return Optional.empty();
            }
            ports.add(new Port(first < 0 ? "tcp" : written.substring(0, first).toLowerCase(java.util.Locale.ROOT),
                    Integer.parseInt(number), first == last ? Optional.empty()
                    : Optional.of(written.substring(first + 1, last))));
        }
        return Optional.of(ports);
    }
}
