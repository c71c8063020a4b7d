package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.AnonymousRequests;
import io.tightship.fact.kubernetes.AuditRules;
import io.tightship.fact.kubernetes.AuditRules.Level;
import io.tightship.fact.kubernetes.Authority;
import io.tightship.fact.kubernetes.Authorizers;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletAuthorities;
import io.tightship.fact.kubernetes.PodSecuritySettings;
import io.tightship.fact.kubernetes.SchedulerProfiling;
import io.tightship.fact.kubernetes.StoredEncryption;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Reader;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is made of the files that flags name: each only of a document of its own kind. */
final class NamedFileFacts {

    private static final String ANONYMOUS = "anonymous-auth";
    private static final String MODES = "authorization-mode";

    /** What each API server was told of Pod Security admission. */
    static final NamedFileReader<PodSecuritySettings> POD_SECURITY = new NamedFileReader<>(PodSecuritySettings.OF_NODE,
            Component.KUBE_APISERVER, NamedFiles.ADMISSION, flags -> PodSecuritySettings.defaults(podSecurity(flags)),
            NamedFileFacts::podSecurity);

    private NamedFileFacts() {
    }

    static List<Reader<?>> readers() {
        return List.of(POD_SECURITY,
                new NamedFileReader<>(Authorizers.KEY, Component.KUBE_APISERVER, NamedFiles.AUTHORIZATION,
                        flags -> new Authorizers(modes(flags), flags.written(MODES)), NamedFileFacts::authorizers),
                new NamedFileReader<>(AnonymousRequests.KEY, Component.KUBE_APISERVER, NamedFiles.AUTHENTICATION,
                        NamedFileFacts::anonymous, NamedFileFacts::anonymous),
                new NamedFileReader<>(AuditRules.KEY, Component.KUBE_APISERVER, NamedFiles.AUDIT_POLICY,
                        flags -> new AuditRules(Optional.empty(), Set.of(), List.of()), NamedFileFacts::policy),
                new NamedFileReader<>(StoredEncryption.KEY, Component.KUBE_APISERVER, NamedFiles.ENCRYPTION,
                        flags -> new StoredEncryption(Optional.empty(), List.of()), NamedFileFacts::encryption),
                new NamedFileReader<>(KubeletAuthorities.KEY, Component.KUBE_APISERVER, NamedFiles.KUBELET_AUTHORITIES,
                        flags -> new KubeletAuthorities("", List.of()), NamedFileFacts::kubeletAuthorities),
                new EtcdAuthorityReader(),
                new NamedFileReader<>(Authority.OF_API_SERVER, Component.KUBE_APISERVER, NamedFiles.CLIENT_AUTHORITY,
                        flags -> new Authority("", new TreeSet<>()), NamedFileFacts::authority),
                new NamedFileReader<>(SchedulerProfiling.KEY, Component.KUBE_SCHEDULER, NamedFiles.SCHEDULER,
                        flags -> new SchedulerProfiling(flags.bool("profiling", true), flags.written("profiling")),
                        NamedFileFacts::profiling));
    }

    private static List<String> modes(Flags flags) {
        return flags.list(MODES).filter(modes -> !modes.isEmpty()).orElse(List.of("AlwaysAllow"));
    }

    private static Authorizers authorizers(Flags flags, String path, Data kept) throws MalformedDocument {
        expect(kept, "AuthorizationConfiguration");
        List<String> types = kept.get("authorizers").texts();
        if (types.isEmpty() || types.contains("")) {
            throw new MalformedDocument("has no authorizers that are understood");
        }
        return new Authorizers(types, path);
    }

    private static AnonymousRequests anonymous(Flags flags) {
        boolean stomped = flags.text("authorization-config").filter(path -> !path.isEmpty()).isEmpty()
                && modes(flags).contains("AlwaysAllow");
        return new AnonymousRequests(flags.bool(ANONYMOUS, true) && !stomped, List.of(), flags.written(ANONYMOUS));
    }

    private static AnonymousRequests anonymous(Flags flags, String path, Data kept) throws MalformedDocument {
        expect(kept, "AuthenticationConfiguration");
        if (!kept.get("anonymous").bool().orElse(false)) {
            return anonymous(flags);
        }
        boolean enabled = kept.get("enabled").bool().orElseThrow(() ->
                new MalformedDocument("does not say whether anonymous.enabled"));
        List<String> paths = kept.get("conditions").texts();
        if (paths.contains("")) {
            throw new MalformedDocument("has a condition of anonymous requests that is not understood");
        }
        return new AnonymousRequests(enabled, paths, path);
    }

    private static StoredEncryption encryption(Flags flags, String path, Data kept) throws MalformedDocument {
        if (!kept.get("kind").text().equals(Optional.of("EncryptionConfig"))) { // as old pages wrote it: still taken
            expect(kept, "EncryptionConfiguration");
        }
        List<StoredEncryption.Group> groups = new ArrayList<>();
        for (Data group : kept.get("resources").list()) {
            List<String> resources = group.get("resources").texts();
            List<String> providers = group.get("providers").texts();
            if (resources.isEmpty() || providers.isEmpty() || providers.contains("")) {
                throw new MalformedDocument("has a group without resources or providers that are understood");
            }
            groups.add(new StoredEncryption.Group(resources, providers));
        }
        return new StoredEncryption(Optional.of(path), groups);
    }

    private static AuditRules policy(Flags flags, String path, Data kept) throws MalformedDocument {
        expect(kept, "Policy");
        List<AuditRules.Rule> rules = new ArrayList<>();
        for (Data rule : kept.get("rules").list()) {
            String level = rule.get("level").text().orElse("");
            List<AuditRules.Resources> resources = new ArrayList<>();
            for (Data of : rule.get("resources").list()) {
                resources.add(new AuditRules.Resources(of.get("group").text().orElse(""),
                        set(of.get("resources")), of.get("named").bool().orElse(false)));
            }
            Set<String> namespaces = set(rule.get("namespaces"));
            rules.add(new AuditRules.Rule(Level.of(level).orElseThrow(() ->
                    new MalformedDocument("has a rule of the level '" + level + "'")),
                    !set(rule.get("users")).isEmpty() || resources.isEmpty() && namespaces.isEmpty()
                            && !set(rule.get("nonResourceURLs")).isEmpty(),
                    set(rule.get("userGroups")), set(rule.get("verbs")), namespaces, resources,
                    set(rule.get("omitStages"))));
        }
        if (rules.isEmpty()) {
            throw new MalformedDocument("is a policy without rules: kube-apiserver does not start with it");
        }
        return new AuditRules(Optional.of(path), set(kept.get("omitStages")), rules);
    }

    private static Authority authority(Flags flags, String path, Data kept) throws MalformedDocument {
        List<String> fingerprints = kept.get("fingerprints").texts();
        if (fingerprints.isEmpty() || fingerprints.contains("")) {
            throw new MalformedDocument("holds no certificates that are understood");
        }
        return new Authority(path, new TreeSet<>(fingerprints));
    }

    private static KubeletAuthorities kubeletAuthorities(Flags flags, String path, Data kept)
            throws MalformedDocument {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (String text : kept.get("certificates").texts()) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(
                        Base64.getDecoder().decode(text))));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedDocument("holds a certificate that is not understood");
        }
        if (certificates.isEmpty()) {
            throw new MalformedDocument("holds no certificate");
        }
        return new KubeletAuthorities(path, certificates);
    }

    private static SchedulerProfiling profiling(Flags flags, String path, Data kept) throws MalformedDocument {
        expect(kept, "KubeSchedulerConfiguration");
        Data on = kept.get("enableProfiling");
        if (!on.isNull() && on.bool().isEmpty()) {
            throw new MalformedDocument("has an enableProfiling that is no boolean");
        }
        return new SchedulerProfiling(on.bool().orElse(true), path);
    }

    /** On by default from Kubernetes 1.23. The oldest flag of the three replaces the list of plugins. */
    private static boolean podSecurity(Flags flags) {
        return flags.list("admission-control").filter(only -> !only.isEmpty()).map(only -> only.contains("PodSecurity"))
                .orElse(!flags.list("disable-admission-plugins").orElse(List.of()).contains("PodSecurity"));
    }

    private static PodSecuritySettings podSecurity(Flags flags, String path, Data kept) throws MalformedDocument {
        expect(kept, "AdmissionConfiguration");
        if (kept.get("elsewhere").bool().orElse(true) || kept.get("plugins").number().map(Number::intValue).orElse(2) > 1) {
            throw new MalformedDocument("has the settings of PodSecurity in another file, or twice");
        }
        if (kept.get("configuration").isAbsent()) {
            return PodSecuritySettings.defaults(podSecurity(flags));
        }
        if (!kept.get("configuration").text().equals(Optional.of("PodSecurityConfiguration"))) {
            throw new MalformedDocument("has settings of PodSecurity that are not understood");
        }
        return new PodSecuritySettings(podSecurity(flags), kept.get("enforce").text().orElse(""),
                set(kept.get("namespaces")), set(kept.get("usernames")), set(kept.get("runtimeClasses")));
    }

    private static Set<String> set(Data texts) {
        return new HashSet<>(texts.texts());
    }

    private static void expect(Data kept, String kind) throws MalformedDocument {
        if (!kept.get("kind").text().orElse("").equals(kind)) {
            throw new MalformedDocument("is no " + kind);
        }
    }
}
