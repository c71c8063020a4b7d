package io.tightship.scan.cli;

import io.tightship.fixtures.Host;
import io.tightship.fixtures.KubernetesApi;
import io.tightship.fixtures.SimulatedSite;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Fragment;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Does to a simulated site what the steps of a finding say, to the letter, and restarts what they say. A place that is not
 * understood is an error, so that each new one is thought about.
 */
final class Administrator {

    private static final String CATEGORIES = "category; list -f name,usernodelogin -d {}";
    private static final Map<String, String> LISTS = Map.of(
            "clusterpolicies.kyverno.io", "/apis/kyverno.io/v1/clusterpolicies",
            "namespaces", "/api/v1/namespaces",
            "networkpolicies", "/apis/networking.k8s.io/v1/networkpolicies",
            "felixconfigurations", "/apis/crd.projectcalico.org/v1/felixconfigurations");

    private final SimulatedSite site;

    Administrator(SimulatedSite site) {
        this.site = site;
    }

    /** One literal of a step. */
    record Setting(String kind, String path, String literal) {
    }

    /** The literals of a finding, in order. */
    static List<Setting> settings(Data finding) {
        return finding.get("remediation").list().stream().filter(step -> step.get("kind").text().orElseThrow().equals("setting"))
                .map(step -> new Setting(step.path("place", "kind").text().orElseThrow(),
                        step.path("place", "path").text().orElseThrow(), step.get("literal").text().orElseThrow())).toList();
    }

    void follow(Data finding) throws MalformedDocument {
        String target = finding.get("target").text().orElseThrow();
        String name = target.substring(target.indexOf('/') + 1);
        List<Setting> settings = settings(finding);
        Map<String, List<String>> byPlace = new LinkedHashMap<>();
        settings.forEach(setting -> byPlace.computeIfAbsent(setting.kind() + " " + setting.path(), place -> new ArrayList<>())
                .add(setting.literal()));
        for (Map.Entry<String, List<String>> place : byPlace.entrySet()) {
            String path = place.getKey().substring(place.getKey().indexOf(' ') + 1);
            switch (place.getKey().substring(0, place.getKey().indexOf(' '))) {
                case "argument" -> arguments(site.host(name), path, place.getValue());
                case "cmsh" -> cmsh(path, String.join(" ", place.getValue()));
                case "object" -> object(target, path, place.getValue());
                case "file" -> {
                    if (path.startsWith("values-")) {
                        values(site.cluster(name), finding, place.getValue());
                    } else {
                        file(site.host(name), path, place.getValue());
                    }
                }
                default -> throw new IllegalArgumentException(place.toString());
            }
        }
    }

    /** Each literal takes the place of its flag, and the process starts anew. */
    private void arguments(Host host, String component, List<String> literals) {
        host.processes().forEach((process, words) -> {
            if (words.getFirst().replaceFirst(".*/", "").equals(component)) {
                List<String> changed = new ArrayList<>(words);
                for (String literal : literals) {
                    String flag = literal.substring(0, literal.indexOf('='));
                    changed.removeIf(word -> word.equals(flag) || word.startsWith(flag + "="));
                    changed.add(literal);
                }
                host.restart(process, changed);
            }
        });
    }

    private void cmsh(String place, String commands) throws MalformedDocument {
        if (place.startsWith("category; use ")) {
            Matcher set = Pattern.compile("set (\\w+) (\\w+); commit").matcher(commands);
            for (String head : site.heads()) {
                if (!set.matches()) {
                    throw new IllegalArgumentException(commands);
                }
                List<Data> rows = Json.parse(site.host(head).cmsh(CATEGORIES)).list();
                rows.stream().filter(row -> row.get("name (key)").text().orElseThrow()
                        .equals(place.substring("category; use ".length()))).forEach(row -> map(row).put(set.group(1), set.group(2)));
                site.host(head).cmsh(CATEGORIES, Json.write(rows.stream().map(Data::plain).toList()));
            }
            return;
        }
        Matcher role = Pattern.compile("(?:device; use (\\S+)|configurationoverlay; use head-firewall)"
                + "; roles; use firewall; openports").matcher(place);
        if (!role.matches() || !commands.endsWith("; commit")) {
            throw new IllegalArgumentException(place + ": " + commands);
        }
        // The overlay is the second head node's. The steps say to take out first what the role has for the port; on these sites that is all but port 22.
        site.openPorts(role.group(1) == null ? site.heads().get(1) : role.group(1), Arrays.stream(commands.split("; ")).filter(command -> command.startsWith("add "))
                .map(command -> command.substring(4)).toList());
    }

    private void file(Host host, String path, List<String> literals) throws MalformedDocument {
        if (path.startsWith("/etc/pam.d/") || path.startsWith("/etc/ssh/")) {
            host.file(path, String.join("\n", literals) + "\n" + host.file(path));
        } else if (path.equals("/cm/local/apps/cmd/etc/cmd.conf")) {
            host.file(path, host.file(path) + String.join("\n", literals) + "\n");
        } else if (path.equals("/etc/nginx/nginx.conf")) {
            host.file(path, nginx(host.file(path), literals));
            restartNginx(host);
        } else if (path.endsWith(".conflist")) {
            Data chain = Json.parse(host.file(path));
            List<Object> plugins = new ArrayList<>(chain.get("plugins").list().stream().filter(plugin ->
                    !plugin.get("type").text().equals(java.util.Optional.of("bandwidth"))).map(Data::plain).toList());
            plugins.add(Json.parse(literals.getFirst()).plain());
            map(chain).put("plugins", plugins);
            host.file(path, Json.write(chain));
        } else if (literals.getFirst().contains("\n")) {
            asSeen(host, path, old -> literals.getFirst());
        } else {
            asSeen(host, path, old -> put(old, literals));
            if (path.equals("/var/lib/kubelet/config.yaml")) {
                restartKubelet(host, literals);
            }
        }
    }

    /** Changes a file of the host, which processes see below their own root. */
    private static void asSeen(Host host, String path, UnaryOperator<String> change) {
        List<String> roots = host.files().stream().map(file -> file.replaceFirst("^(/proc/[0-9]+/root)/.*$", "$1"))
                .filter(root -> root.matches("/proc/[0-9]+/root")).distinct().toList();
        boolean seen = roots.stream().anyMatch(root -> host.files().contains(root + path));
        for (String root : Stream.concat(Stream.of(""), roots.stream()).toList()) {
            // Where it is new, every process sees it.
            if (host.files().contains(root + path) || !seen && !host.files().contains(path)) {
                host.file(root + path, change.apply(host.file(root + path)));
            }
        }
    }

    private static String put(String yaml, List<String> literals) {
        try {
            return Fragment.put(yaml, literals);
        } catch (MalformedDocument e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    /** The kubelet's own word follows its file. */
    private void restartKubelet(Host host, List<String> literals) throws MalformedDocument {
        for (String cluster : List.of("k8s-admin", "k8s-user")) {
            String path = "/api/v1/nodes/" + host.name() + "/proxy/configz";
            String told = site.cluster(cluster).answer(path);
            if (!told.isEmpty()) {
                List<String> inside = literals.stream().map(literal -> "kubeletconfig." + literal).toList();
                site.cluster(cluster).answer(path, put(told, inside));
            }
        }
    }

    private static String nginx(String before, List<String> literals) {
        String lines = String.join("\n", literals);
        if (lines.startsWith("listen ")) {
            String port = lines.replaceFirst(".*:([0-9]+);", "$1");
            return before.replaceAll("listen [^;]*\\b" + port + ";", lines);
        }
        return lines.startsWith("server ") ? before.replaceAll("(?s)(upstream [^{]*\\{)[^}]*}", "$1 " + lines + " }")
                : before.replaceFirst("stream \\{", "stream { " + lines);
    }

    /** Its old sockets are closed, and those that its configuration names are opened. */
    private static void restartNginx(Host host) {
        Matcher listen = Pattern.compile("listen ([^;]+);").matcher(host.file("/etc/nginx/nginx.conf"));
        while (listen.find()) {
            String at = listen.group(1).contains(":") ? listen.group(1) : "0.0.0.0:" + listen.group(1);
            String port = at.substring(at.lastIndexOf(':'));
            host.file("ss", host.file("ss").lines().filter(line -> !line.contains(port + " ")).map(line -> line + "\n")
                    .collect(Collectors.joining()) + "LISTEN 0 511 " + at + " 0.0.0.0:*\n");
        }
    }

    private void object(String target, String path, List<String> literals) throws MalformedDocument {
        if (path.startsWith("ConfigMap kube-system/kube-proxy, key ")) {
            // Mounted where kube-proxy looks for it; its pod starts anew.
            Host host = site.host(target.substring("node/".length()));
            String file = path.replaceFirst(".*, key ", "/var/lib/kube-proxy/");
            asSeen(host, file, old -> put(old, literals));
            restartProxy(host, literals);
            return;
        }
        KubernetesApi cluster = site.cluster(target.substring("cluster/".length()));
        String list = LISTS.get(path.substring(0, path.indexOf('/')));
        Data answer = Json.parse(cluster.answer(list));
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (literals.getFirst().startsWith("{")) {
            List<Object> items = new ArrayList<>(answer.get("items").list().stream().map(Data::plain).toList());
            items.add(Json.parse(literals.getFirst()).plain());
            map(answer).put("items", items);
        } else {
            for (Data item : answer.get("items").list()) {
                if (item.path("metadata", "name").text().orElseThrow().equals(name)) {
                    for (String literal : literals) {
                        Fragment.parse(literal).into(map(item));
                    }
                }
            }
        }
        cluster.answer(list, Json.write(answer));
    }

    private static void restartProxy(Host host, List<String> literals) {
        for (String literal : literals) {
            Matcher bind = Pattern.compile("\\w+BindAddress: (\\S+(:[0-9]+))").matcher(literal);
            if (bind.matches()) {
                host.file("ss", host.file("ss").lines().filter(line -> !line.contains(bind.group(2) + " "))
                        .map(line -> line + "\n").collect(Collectors.joining()) + "LISTEN 0 4096 " + bind.group(1) + " 0.0.0.0:*\n");
            }
        }
    }

    /** Upgrades the release that the finding's command names with a file of values. */
    private void values(KubernetesApi cluster, Data finding, List<String> literals) throws MalformedDocument {
        Matcher upgrade = finding.get("remediation").list().stream().flatMap(step -> step.get("text").text().stream())
                .map(Pattern.compile(".*helm upgrade (?:--install )?(\\S+) (\\S+) -n (\\S+) .*")::matcher).filter(Matcher::matches)
                .findFirst().orElseThrow();
        if (upgrade.group(2).equals("kyverno/kyverno")) {
            kyverno(cluster, literals);
        } else {
            String list = "/api/v1/secrets";
            cluster.answer(list, HelmUpgrade.of(cluster.answer(list), upgrade.group(3), upgrade.group(1), upgrade.group(2),
                    literals));
        }
    }

    /** What Kyverno's chart makes of its values: the resources of the container in the controller's Deployment. */
    private static void kyverno(KubernetesApi cluster, List<String> literals) throws MalformedDocument {
        String list = "/apis/apps/v1/deployments";
        Data answer = Json.parse(cluster.answer(list));
        for (Data item : answer.get("items").list()) {
            if (item.path("metadata", "name").text().orElseThrow().equals("kyverno-admission-controller")) {
                for (String literal : literals) {
                    if (!literal.startsWith("admissionController.container.")) {
                        throw new IllegalArgumentException(literal);
                    }
                    Fragment.parse(literal.replaceFirst("admissionController\\.container", "spec.template.spec.containers[kyverno]"))
                            .into(map(item));
                }
            }
        }
        cluster.answer(list, Json.write(answer));
    }

    @SuppressWarnings("unchecked") // documents are maps with text keys
    private static Map<String, Object> map(Data document) {
        return (Map<String, Object>) document.plain();
    }
}
