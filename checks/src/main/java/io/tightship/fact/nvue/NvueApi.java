package io.tightship.fact.nvue;

import io.tightship.fact.FactKey;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may speak to a switch itself, by its applied configuration: its REST API, and the lists that guard its control
 * plane. What is not set is as a switch has it when it is new: the API is on, listens everywhere, and shows a certificate
 * that it signed itself.
 *
 * @param listening   addresses; empty where none is set
 * @param certificate its name in the switch; empty where none is set
 * @param guards      access lists that are bound inbound to the control plane
 */
public record NvueApi(boolean enabled, Set<String> listening, String certificate, Set<String> guards) {

    public static final FactKey<NvueApi> APPLIED = FactKey.of("nvue-api", NvueApi.class);

    public NvueApi {
        listening = Collections.unmodifiableSet(new TreeSet<>(listening));
        guards = Collections.unmodifiableSet(new TreeSet<>(guards));
    }

    /**
     * @param settings each the words that follow {@code nv set}; those of other things are passed over
     * @throws IllegalArgumentException where the API's state is neither on nor off
     */
    public static NvueApi of(Collection<List<String>> settings) {
        boolean enabled = true;
        Set<String> listening = new TreeSet<>();
        String certificate = "";
        Set<String> guards = new TreeSet<>();
        for (List<String> words : settings) {
            if (words.size() < 4 || !words.get(0).equals("system")) {
                continue;
            }
            String last = words.get(3);
            switch (words.get(1) + " " + words.get(2)) {
                case "api state", "api enable" -> enabled = switch (last) {
                    case "enabled", "on" -> true;
                    case "disabled", "off" -> false;
                    default -> throw new IllegalArgumentException("the state of the API is '" + last + "'");
                };
                case "api listening-address" -> listening.add(last);
                case "api certificate" -> certificate = last;
                case "control-plane acl" -> {
                    if (words.size() > 4 && words.get(4).equals("inbound")) {
                        guards.add(last);
                    }
                }
                default -> { }
            }
        }
        return new NvueApi(enabled, listening, certificate, guards);
    }
}
