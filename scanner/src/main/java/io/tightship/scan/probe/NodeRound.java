package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** A round of a session with a node, parted into what is executed there and what is only relayed. */
public record NodeRound(List<Probe> all, List<NodeProbe> executed, List<RelayProbe> relayed) {

    /** @throws IllegalArgumentException for a probe that no node can answer */
    public static NodeRound of(List<? extends Probe> round) {
        List<NodeProbe> executed = new ArrayList<>();
        List<RelayProbe> relayed = new ArrayList<>();
        for (Probe probe : round) {
            switch (probe) {
                case NodeProbe node -> executed.add(node);
                case RelayProbe relay -> relayed.add(relay);
                case KubernetesProbe other -> throw new IllegalArgumentException("no node answers " + other);
                case SwitchProbe other -> throw new IllegalArgumentException("no node answers " + other);
                case NetworkProbe other -> throw new IllegalArgumentException("no node answers " + other);
            }
        }
        return new NodeRound(List.copyOf(round), List.copyOf(executed), List.copyOf(relayed));
    }

    /** The readings in the round's order; nothing is executed where only relays are asked for. */
    public List<Reading> run(Function<List<NodeProbe>, List<Reading>> execute,
                             Function<List<RelayProbe>, List<Reading>> relay) {
        Iterator<Reading> ran = executed.isEmpty() && !relayed.isEmpty() ? List.<Reading>of().iterator()
                : execute.apply(executed).iterator();
        Iterator<Reading> came = relayed.isEmpty() ? List.<Reading>of().iterator() : relay.apply(relayed).iterator();
        return all.stream().map(probe -> (probe instanceof RelayProbe ? came : ran).next()).toList();
    }
}
