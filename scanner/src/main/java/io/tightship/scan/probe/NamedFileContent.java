package io.tightship.scan.probe;

import io.tightship.model.Digest;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept of a file that a component's command line names: the few keys that rules ask about, as JSON. Keys of
 * encryption, certificates and whatever else stands there are dropped before anything is stored.
 */
public enum NamedFileContent {

    /** Of an EncryptionConfiguration: which resources, and by the name of each provider; never a provider's keys. */
    ENCRYPTION,
    /** The rules of an audit policy. */
    AUDIT_POLICY,
    /** The types of the authorizers of an AuthorizationConfiguration, in order. */
    AUTHORIZATION,
    /** Of an AuthenticationConfiguration: who may come without a name. */
    AUTHENTICATION,
    /** Of a KubeSchedulerConfiguration: whether it serves profiles. */
    SCHEDULER,
    /** Of a static pod's manifest: the command with its arguments of each container, secret-looking values masked. */
    MANIFEST,
    /** Of an AdmissionConfiguration: what it says of Pod Security admission. */
    ADMISSION,
    /** Of etcd's configuration: where it listens and keeps its data, and its TLS, by the names of files. */
    ETCD,
    /** The fingerprints of the certificates in a PEM file. */
    CERTIFICATES,
    /** The certificates of a PEM file themselves, and nothing else of it. */
    AUTHORITIES;

    private static final Set<String> STARTED = Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler",
            "etcd");
    private static final Set<String> OF_ETCD = Set.of("name", "data-dir", "listen-client-urls",
            "listen-client-http-urls", "listen-peer-urls", "cipher-suites", "tls-min-version", "tls-max-version",
            "client-transport-security", "peer-transport-security");
    private static final Set<String> OF_A_RULE = Set.of("level", "users", "userGroups", "verbs", "namespaces",
            "nonResourceURLs", "omitStages");
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

    /**
     * The helper's words for an EncryptionConfiguration in the form that everybody writes: keys and names are masked on
     * the host, and a line of another form becomes one that no YAML holds, so that nothing is made of the rest. The jump
     * to the next word makes sed forget what it replaced before.
     */
    private static final String WITHOUT_KEYS = String.join(" ", "sed -E",
            "-e '/^[[:space:]]*(#.*)?$/d' -e 's/[[:space:]]+(#.*)?$//' -e 't plain' -e ':plain' -e '/^---$/b'",
            "-e 's/^( *(- +)?(name|secret|endpoint|cachesize|timeout)): +[^|>&*!].*$/\\1: masked/;t'",
            "-e '/^ *(- +)?(kind|apiVersion|resources|providers|aescbc|aesgcm|secretbox|kms|identity|keys):"
                    + "( +(\\{\\}|EncryptionConfig(uration)?|(apiserver\\.config\\.k8s\\.io\\/)?v[0-9a-z]+))?$/b'",
            "-e '/^ *- +[\"\\x27]?(\\*|[a-z][a-z-]{0,40})(\\.[a-z0-9.*-]{0,60})?[\"\\x27]?$/b'",
            "-e 's/.*/}: not printed/' --");

    /**
     * The command by which the helper prints such a file, before its path: of certificates nothing that stands beside
     * them, of an encryption configuration no key.
     */
    String printed() {
        return switch (this) {
            case CERTIFICATES, AUTHORITIES ->
                    "sed -n -e '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' --";
            case ENCRYPTION -> WITHOUT_KEYS;
            case AUDIT_POLICY, AUTHORIZATION, AUTHENTICATION, SCHEDULER, MANIFEST, ADMISSION, ETCD -> "cat --";
        };
    }

    byte[] project(byte[] raw) {
        String text = new String(raw, StandardCharsets.UTF_8);
        Map<String, Object> kept = new LinkedHashMap<>();
        if (this == CERTIFICATES) {
            kept.put("fingerprints", fingerprints(text));
        } else if (this == AUTHORITIES) {
            kept.put("certificates", PEM.matcher(text).results().map(found ->
                    found.group(1).replaceAll("\\s", "")).toList());
        } else {
            try {
                keep(Yaml.first(text), kept);
            } catch (MalformedDocument e) {
                kept.clear(); // the parser's words may quote the file
                kept.put("malformed", true);
            }
        }
        return Json.write(kept).getBytes(StandardCharsets.UTF_8);
    }

    private void keep(Data document, Map<String, Object> kept) {
        kept.put("kind", document.get("kind").text().orElse(""));
        switch (this) {
            case ENCRYPTION -> kept.put("resources", document.get("resources").list().stream().map(group -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("resources", group.get("resources").texts());
                one.put("providers", group.get("providers").list().stream().map(provider ->
                        provider.map().size() == 1 ? provider.map().keySet().iterator().next() : "").toList());
                return one;
            }).toList());
            case AUDIT_POLICY -> {
                kept.put("omitStages", document.get("omitStages").texts());
                kept.put("rules", document.get("rules").list().stream().map(NamedFileContent::rule).toList());
            }
            case AUTHORIZATION -> kept.put("authorizers", document.get("authorizers").list().stream().map(one ->
                    one.get("type").text().orElse("")).toList());
            case AUTHENTICATION -> {
                Data anonymous = document.get("anonymous");
                kept.put("anonymous", anonymous.isMap());
                kept.put("enabled", anonymous.get("enabled").isAbsent() ? Boolean.FALSE // as Go leaves it
                        : anonymous.get("enabled").bool().orElse(null));
                kept.put("conditions", anonymous.get("conditions").list().stream().map(condition ->
                        condition.get("path").text().orElse("")).toList());
            }
            case SCHEDULER -> kept.put("enableProfiling", document.get("enableProfiling").isAbsent() ? null
                    : document.get("enableProfiling").bool().<Object>map(on -> on).orElse("not a boolean"));
            case MANIFEST -> kept.put("containers", document.path("spec", "containers").list().stream().map(one ->
                    WrappedCommand.of(one, STARTED).stream().map(ProcessTable::masked).toList()).toList());
            case ADMISSION -> {
                List<Data> plugins = document.get("plugins").list().stream().filter(plugin ->
                        plugin.get("name").text().filter("PodSecurity"::equals).isPresent()).toList();
                kept.put("plugins", java.math.BigDecimal.valueOf(plugins.size()));
                kept.put("elsewhere", plugins.stream().anyMatch(plugin -> !plugin.get("path").text().orElse("").isEmpty()));
                plugins.stream().findFirst().map(plugin -> plugin.get("configuration")).filter(Data::isMap).ifPresent(
                        configuration -> {
                            kept.put("configuration", configuration.get("kind").text().orElse(""));
                            kept.put("enforce", configuration.path("defaults", "enforce").text().orElse("privileged"));
                            for (String key : List.of("namespaces", "usernames", "runtimeClasses")) {
                                kept.put(key, configuration.path("exemptions", key).texts());
                            }
                        });
            }
            case ETCD -> {
                Map<String, Object> settings = new LinkedHashMap<>();
                document.map().forEach((key, value) -> {
                    if (OF_ETCD.contains(key)) {
                        settings.put(key, value.plain());
                    }
                });
                kept.put("settings", document.isMap() ? settings : "no settings");
            }
            case CERTIFICATES, AUTHORITIES -> throw new IllegalStateException("no document");
        }
    }

    private static Map<String, Object> rule(Data rule) {
        Map<String, Object> one = new LinkedHashMap<>();
        rule.map().forEach((key, value) -> {
            if (OF_A_RULE.contains(key)) {
                one.put(key, value.isList() ? value.texts() : value.text().orElse(null));
            }
        });
        if (!rule.get("resources").isAbsent()) {
            one.put("resources", rule.get("resources").list().stream().map(group -> {
                Map<String, Object> resources = new LinkedHashMap<>();
                resources.put("group", group.get("group").text().orElse(""));
                resources.put("resources", group.get("resources").texts());
                resources.put("named", !group.get("resourceNames").list().isEmpty());
                return resources;
            }).toList());
        }
        return one;
    }

    static List<String> fingerprints(String text) {
        List<String> fingerprints = new ArrayList<>();
        Matcher certificates = PEM.matcher(text);
        while (certificates.find()) {
            try {
                fingerprints.add(Digest.sha256(Base64.getMimeDecoder().decode(certificates.group(1))));
            } catch (IllegalArgumentException e) {
                fingerprints.add("");
            }
        }
        return fingerprints;
    }
}
