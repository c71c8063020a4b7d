package io.tightship.scan.inventory;

import io.tightship.fact.Fact;
import io.tightship.fact.bcm.BcmDevices;
import io.tightship.fact.bcm.BcmDevices.Device;
import io.tightship.scan.data.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Writes an inventory from what Base Command Manager lists. What it does not tell is a question, with a line to answer it
 * that stays a comment until somebody does: nothing is guessed.
 */
public final class BcmInventoryText {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

    private final StringBuilder text = new StringBuilder();

    private BcmInventoryText() {
    }

    /**
     * How the head node was spoken to.
     *
     * @param user       who logged in
     * @param keyFile    of the private key; an agent's where empty
     * @param knownHosts the file of host keys, as it is written in the inventory
     */
    public record Way(String user, int port, Optional<String> keyFile, String knownHosts) {
    }

    /**
     * @param host     the head node that was asked
     * @param clusters the names of clusters
     * @throws IllegalArgumentException where a listed name could not stand in an inventory
     */
    public static String of(String host, Way way, BcmDevices devices, Fact<SortedSet<String>> clusters) {
        for (Device device : devices.all()) {
            for (String name : List.of(device.name(), device.category())) {
                if (!name.isEmpty() && !name.matches(NAME)) {
                    throw new IllegalArgumentException("Base Command Manager lists the name " + Json.write(name)
                            + ", which is not one of a host or category");
                }
            }
        }
        BcmInventoryText writing = new BcmInventoryText();
        writing.start(host, way, devices, clusters);
        writing.nodes(devices);
        writing.switches(devices.all().stream().filter(Device::isSwitch).toList());
        return writing.text.toString();
    }

    private void start(String host, Way way, BcmDevices devices, Fact<SortedSet<String>> clusters) {
        List<Device> heads = devices.all().stream().filter(Device::head).toList();
        line("# What Base Command Manager on " + host + " lists. What it does not tell is a question (##): answer it in the");
        line("# lines below it, take their leading '# ' away, and see: tightship scan --plan -i THIS-FILE");
        line("");
        question("what is the site called?");
        line("site: " + Json.write(heads.isEmpty() ? host : heads.getFirst().name()));
        line("");
        line("credentials:");
        line("  nodes: {kind: " + way.keyFile().map(file -> "ssh-key, user: " + way.user() + ", key-file: "
                + Json.write(file)).orElse("ssh-agent, user: " + way.user()) + "}");
        List<String> names = new ArrayList<>();
        switch (clusters) {
            case Fact.Known<SortedSet<String>> known -> names.addAll(known.value());
            case Fact.Unavailable<SortedSet<String>> unavailable -> line("## The clusters could not be read: "
                    + unavailable.reason() + ": " + unavailable.detail().replaceAll("\\p{Cntrl}+", " "));
        }
        names.removeIf(name -> !name.matches(NAME));
        if (!names.isEmpty()) {
            question("with which kubeconfig is each cluster read?");
            names.forEach(name -> answer("  " + name + ": {kind: kubeconfig, file: KUBECONFIG}"));
        }
        if (devices.all().stream().anyMatch(Device::isSwitch)) {
            question("with which user are the switches read, and where is the password?");
            answer("  switches: {kind: password, user: USER, password-file: PASSWORD-FILE}");
        }
        line("");
        line("connections:");
        String rest = "credential: nodes, port: " + way.port() + ", known-hosts: " + Json.write(way.knownHosts())
                + (way.user().equals("root") ? ", privilege: root-login" : "");
        line("  ssh: {" + rest + "}");
        heads.stream().findFirst().ifPresent(head -> line("  through-head: {" + rest + ", jump: " + head.name() + "}"));
        line("");
        if (!heads.isEmpty()) {
            line("head-nodes:");
            item(heads);
            line("");
        }
        if (heads.size() > 1) {
            question("which address do the head nodes share? (none, where they share none)");
            answer("vip: ADDRESS");
            line("");
        }
        if (!names.isEmpty()) {
            question("in which space is each cluster: admin or user?");
            answer("clusters:");
            names.forEach(name -> answer("  " + name + ": {space: SPACE, credential: " + name + "}"));
            line("");
        } else if (clusters instanceof Fact.Known<SortedSet<String>>) {
            line("clusters: {}");
            line("");
        }
    }

    private void nodes(BcmDevices devices) {
        SortedMap<String, List<Device>> byCategory = new TreeMap<>();
        devices.all().stream().filter(Device::node).forEach(node -> byCategory.computeIfAbsent(node.category(),
                category -> new ArrayList<>()).add(node));
        if (byCategory.isEmpty()) {
            return;
        }
        line("nodes:");
        byCategory.forEach((category, nodes) -> {
            item(nodes);
            if (!category.isEmpty()) {
                line("    category: " + Json.write(category));
            }
            question("which cluster are they part of, and as what (control-plane, etcd, worker, login)?");
            answer("    cluster: CLUSTER");
            answer("    roles: [ROLE]");
            question("are they reached through the head node alone?");
            answer("    connection: through-head");
        });
        line("");
    }

    /** Addresses only where each of them has one: there must be one for each host. */
    private void item(List<Device> devices) {
        line("  - hosts: " + Json.write(HostList.fold(devices.stream().map(Device::name).toList())));
        List<String> addresses = devices.stream().map(Device::address).toList();
        if (addresses.stream().noneMatch(address -> address.isEmpty() || address.equals("0.0.0.0"))) {
            line("    addresses: " + Json.write(HostList.fold(addresses)));
        } else {
            line("## Base Command Manager does not tell an address for each of these: their names are resolved.");
        }
    }

    private void switches(List<Device> switches) {
        if (switches.isEmpty()) {
            question("which are the border top-of-rack switches? Base Command Manager lists no switch.");
            answer("switches: []");
            return;
        }
        question("which of these are border top-of-rack switches, and which ports lead to which protected host? The others");
        line("## may be left out of the audit by name and reason.");
        answer("switches:");
        switches.forEach(device -> answer("  - {name: " + device.name() + ", address: " + (device.address().isEmpty()
                ? "ADDRESS" : device.address()) + ", credential: switches}"));
        line("");
        answer("exclude:");
        answer("  - {name: NAME, reason: REASON}");
    }

    private void question(String words) {
        line("## Question: " + words);
    }

    private void answer(String yaml) {
        line("# " + yaml);
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
