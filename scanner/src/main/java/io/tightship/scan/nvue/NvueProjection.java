package io.tightship.scan.nvue;

import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.SwitchProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps of NVUE's answers what readers need. A configuration holds passwords and keys, too: those are dropped here,
 * before anything else sees them.
 */
public final class NvueProjection {

    /** Where the addresses of an interface stand: under {@code ip}, and from Cumulus Linux 5.15 on by family. */
    private static final List<String> ADDRESS_BRANCHES = List.of("ip", "ipv4", "ipv6");

    private NvueProjection() {
    }

    /** What readers need of the answer to a probe. */
    public static String of(SwitchProbe probe, String text) throws MalformedDocument {
        return switch (probe) {
            case SwitchProbe.Configuration configuration -> configuration(text);
            case SwitchProbe.Revisions revisions -> revisions(text);
            case SwitchProbe.Interfaces interfaces -> interfaces(text);
            case SwitchProbe.Neighbours neighbours -> neighbours(text);
        };
    }

    /** Of each revision its state. */
    private static String revisions(String text) throws MalformedDocument {
        SortedMap<String, Object> states = new TreeMap<>();
        for (Map.Entry<String, Data> revision : Json.parse(text).map().entrySet()) {
            states.put(revision.getKey(), Map.of("state", revision.getValue().get("state").text().orElseThrow(() ->
                    new MalformedDocument("the revision " + revision.getKey() + " has no state"))));
        }
        if (states.isEmpty()) {
            throw new MalformedDocument("not a list of revisions: a running switch has at least the applied one");
        }
        return Json.write(states);
    }

    /**
     * Of a configuration the access lists whole, of each interface its bindings, bond members, VLANs, type and link state,
     * and of the system its API's settings, what guards its control plane, and the paths of files that snippets write.
     * Takes the tree as REST gives it, or the list of {@code header} and {@code set} of {@code nv config show}.
     *
     * @throws MalformedDocument also where the document cannot be the whole of a switch's configuration
     */
    public static String configuration(String text) throws MalformedDocument {
        SortedMap<String, Object> lists = new TreeMap<>();
        SortedMap<String, Object> interfaces = new TreeMap<>();
        SortedMap<String, Object> system = new TreeMap<>();
        for (Data tree : trees(Json.parse(text))) {
            lists.putAll(plain(members(tree, "acl")));
            for (Map.Entry<String, Data> entry : members(tree, "interface").entrySet()) {
                interfaces.put(entry.getKey(), keptOfInterface(entry.getKey(), entry.getValue()));
            }
            system.putAll(keptOfSystem(members(tree, "system")));
        }
        return Json.write(new TreeMap<>(Map.of("acl", lists, "interface", interfaces, "system", system)));
    }

    /** A user's password hash and a key are no part of what is kept. */
    private static Map<String, Object> keptOfSystem(Map<String, Data> system) {
        SortedMap<String, Object> api = new TreeMap<>();
        Data all = system.getOrDefault("api", Data.ABSENT);
        for (String key : List.of("state", "enable", "certificate", "listening-address", "port")) {
            keep(api, key, all.get(key));
        }
        SortedMap<String, Object> guards = new TreeMap<>();
        keep(guards, "acl", system.getOrDefault("control-plane", Data.ABSENT).get("acl"));
        SortedMap<String, Object> snippets = new TreeMap<>();
        system.getOrDefault("config", Data.ABSENT).get("snippet").map().forEach((name, snippet) -> snippet.get("file").text()
                .ifPresent(file -> snippets.put(name, Map.of("file", file))));
        SortedMap<String, Object> kept = new TreeMap<>();
        if (!snippets.isEmpty()) {
            kept.put("config", Map.of("snippet", snippets));
        }
        if (!api.isEmpty()) {
            kept.put("api", api);
        }
        if (!guards.isEmpty()) {
            kept.put("control-plane", guards);
        }
        return kept;
    }

    private static Map<String, Data> allInterfaces(String text) throws MalformedDocument {
        Data all = Json.parse(text);
        if (all.map().isEmpty()) {
            throw new MalformedDocument("not a list of interfaces: a running switch has at least its own");
        }
        return all.map();
    }

    /** Of the interfaces the names that their neighbours give themselves by LLDP. */
    private static String neighbours(String text) throws MalformedDocument {
        SortedMap<String, Object> kept = new TreeMap<>();
        for (Map.Entry<String, Data> entry : allInterfaces(text).entrySet()) {
            List<Object> names = new ArrayList<>();
            for (Map.Entry<String, Data> heard : entry.getValue().path("lldp", "neighbor").map().entrySet()) {
                names.add(heard.getValue().path("chassis", "system-name").text()
                        .orElse(heard.getKey().replaceFirst(":.*", "")));
            }
            if (!names.isEmpty()) {
                kept.put(entry.getKey(), names);
            }
        }
        return Json.write(kept);
    }

    /** Of the interfaces their names, types and addresses. */
    public static String interfaces(String text) throws MalformedDocument {
        SortedMap<String, Object> kept = new TreeMap<>();
        for (Map.Entry<String, Data> entry : allInterfaces(text).entrySet()) {
            SortedMap<String, Object> one = new TreeMap<>();
            entry.getValue().get("type").text().ifPresent(type -> one.put("type", type));
            for (String family : ADDRESS_BRANCHES) {
                SortedMap<String, Object> ip = new TreeMap<>();
                keep(ip, "address", entry.getValue().path(family, "address"));
                keep(ip, "vrf", entry.getValue().path(family, "vrf"));
                if (!ip.isEmpty()) {
                    one.put(family, ip);
                }
            }
            keep(one, "vrf", entry.getValue().get("vrf"));
            kept.put(entry.getKey(), one);
        }
        return Json.write(kept);
    }

    private static List<Data> trees(Data document) throws MalformedDocument {
        if (document.isMap()) {
            // Every running switch has at least its system; an empty tree is no proof that there is no access list.
            if (document.get("acl").isAbsent() && document.get("interface").isAbsent()
                    && document.get("system").isAbsent()) {
                throw new MalformedDocument("not the configuration of a switch: it has neither system nor interfaces");
            }
            return List.of(document);
        }
        List<Data> sets = document.list().stream().map(part -> part.get("set")).filter(Data::isMap).toList();
        for (Data part : document.list()) {
            if (!part.isMap() || !Set.of("header", "set").containsAll(part.map().keySet())) {
                throw new MalformedDocument("not a configuration: a part is neither header nor set");
            }
        }
        if (sets.size() != 1) {
            throw new MalformedDocument("not a configuration: " + sets.size() + " sets where one must be");
        }
        return sets;
    }

    private static Map<String, Object> keptOfInterface(String name, Data all) throws MalformedDocument {
        if (!all.isMap() && !all.isNull()) {
            throw new MalformedDocument("not a configuration: the interface " + name + " is no map");
        }
        SortedMap<String, Object> kept = new TreeMap<>();
        keep(kept, "acl", all.get("acl"));
        keep(kept, "type", all.get("type"));
        keep(kept, "vlan", all.get("vlan"));
        SortedMap<String, Object> domains = new TreeMap<>();
        all.path("bridge", "domain").map().forEach((domain, settings) -> {
            SortedMap<String, Object> vlans = new TreeMap<>();
            for (String key : List.of("access", "untagged", "vlan")) {
                keep(vlans, key, settings.get(key));
            }
            domains.put(domain, vlans);
        });
        if (!domains.isEmpty()) {
            kept.put("bridge", Map.of("domain", domains));
        }
        SortedMap<String, Object> member = new TreeMap<>();
        keep(member, "member", all.path("bond", "member"));
        SortedMap<String, Object> state = new TreeMap<>();
        keep(state, "state", all.path("link", "state"));
        if (!member.isEmpty()) {
            kept.put("bond", member);
        }
        if (!state.isEmpty()) {
            kept.put("link", state);
        }
        return kept;
    }

    private static void keep(Map<String, Object> kept, String key, Data value) {
        if (!value.isAbsent()) {
            kept.put(key, value.plain());
        }
    }

    private static Map<String, Data> members(Data tree, String key) throws MalformedDocument {
        Data branch = tree.get(key);
        if (!branch.isAbsent() && !branch.isNull() && !branch.isMap()) {
            throw new MalformedDocument("not a configuration: " + key + " is no map");
        }
        return branch.map();
    }

    private static Map<String, Object> plain(Map<String, Data> members) {
        SortedMap<String, Object> plain = new TreeMap<>();
        members.forEach((key, value) -> plain.put(key, value.plain()));
        return plain;
    }
}
