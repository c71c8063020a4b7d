package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Makes a client's configuration of a credential. The library would run exec plugins while it parses a kubeconfig, so the
 * file is read here, and only what is understood goes on.
 */
final class Kubeconfig {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private Kubeconfig() {
    }

    static Config of(Credential credential) throws SessionFailure {
        return switch (credential) {
            case Credential.Kubeconfig kubeconfig -> file(kubeconfig);
            case Credential.InCluster inCluster -> inCluster(inCluster);
            case Credential.SshKey key -> throw notForClusters(credential);
            case Credential.SshAgent agent -> throw notForClusters(credential);
            case Credential.Password password -> throw notForClusters(credential);
        };
    }

    private static SessionFailure notForClusters(Credential credential) {
        return new SessionFailure(Reason.AUTHENTICATION, "the credential " + credential.name()
                + " is for hosts, not for a cluster");
    }

    private static ConfigBuilder builder() {
        // Nothing is taken from the environment, and the client neither retries nor follows redirects by itself.
        return new ConfigBuilder(Config.empty()).withRequestRetryBackoffLimit(0).withConnectionTimeout(10_000)
                .withRequestTimeout(30_000).withTrustCerts(false).withDisableHostnameVerification(false);
    }

    private static Config inCluster(Credential.InCluster credential) throws SessionFailure {
        String host = System.getenv().getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = System.getenv().getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty()) {
            throw new SessionFailure(Reason.AUTHENTICATION, "credential " + credential.name()
                    + " is in-cluster, but the scanner does not run in a pod");
        }
        return builder().withMasterUrl("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port)
                .withCaCertFile(ACCOUNT.resolve("ca.crt").toString())
                .withOauthToken(read(ACCOUNT.resolve("token"), "the service account's token").strip()).build();
    }

    private static Config file(Credential.Kubeconfig credential) throws SessionFailure {
        Path path = credential.file();
        Data document;
        try {
            document = Yaml.parse(read(path, "the kubeconfig"));
        } catch (MalformedDocument e) {
            throw new SessionFailure(Reason.UNPARSABLE, "the kubeconfig " + path + " is " + e.getMessage());
        }
        String name = credential.context().or(() -> document.get("current-context").text()).orElse("");
        Data context = named(document, "contexts", "context", name, path);
        Data cluster = named(document, "clusters", "cluster", context.get("cluster").text().orElse(""), path);
        Data user = named(document, "users", "user", context.get("user").text().orElse(""), path);
        if (!user.get("exec").isAbsent() || !user.get("auth-provider").isAbsent()) {
            throw new SessionFailure(Reason.AUTHENTICATION, "the kubeconfig " + path + " asks to run a program to log "
                    + "in (exec plugin or auth-provider): give a kubeconfig with a token or a client certificate"
                    + (credential.allowExec() ? "; allow-exec is not supported for this plugin" : ""));
        }
        if (cluster.get("insecure-skip-tls-verify").bool().orElse(false)) {
            throw new SessionFailure(Reason.HOST_KEY, "the kubeconfig " + path + " says insecure-skip-tls-verify: what "
                    + "an unverified server says proves nothing; give its certificate-authority");
        }
        ConfigBuilder builder = builder().withMasterUrl(cluster.get("server").text().orElseThrow(() ->
                new SessionFailure(Reason.UNPARSABLE, "the kubeconfig " + path + " names no server")));
        inline(cluster, "certificate-authority", path).ifPresent(builder::withCaCertData);
        inline(user, "client-certificate", path).ifPresent(builder::withClientCertData);
        inline(user, "client-key", path).ifPresent(builder::withClientKeyData);
        user.get("token").text().ifPresent(builder::withOauthToken);
        Optional<String> tokenFile = user.get("tokenFile").text();
        if (tokenFile.isPresent()) {
            builder.withOauthToken(read(path.resolveSibling(tokenFile.get()), "the token").strip());
        }
        if (!cluster.get("tls-server-name").isAbsent()) {
            throw new SessionFailure(Reason.UNSUPPORTED_VERSION, "the kubeconfig " + path
                    + " sets tls-server-name, which this client cannot honour");
        }
        return builder.build();
    }

    private static Data named(Data document, String list, String key, String name, Path path) throws SessionFailure {
        for (Data item : document.get(list).list()) {
            if (item.get("name").text().orElse("").equals(name) && !name.isEmpty()) {
                return item.get(key);
            }
        }
        throw new SessionFailure(Reason.AUTHENTICATION, "the kubeconfig " + path + " has no " + key + " named '" + name
                + "'");
    }

    /** The base64 of {@code KEY-data}, or of the content of the file that {@code KEY} names. */
    private static Optional<String> inline(Data section, String key, Path path) throws SessionFailure {
        Optional<String> data = section.get(key + "-data").text();
        Optional<String> file = section.get(key).text();
        if (data.isPresent() || file.isEmpty()) {
            return data;
        }
        return Optional.of(Base64.getEncoder().encodeToString(read(path.resolveSibling(file.get()), key)
                .getBytes(StandardCharsets.UTF_8)));
    }

    private static String read(Path path, String what) throws SessionFailure {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, what + " " + path + " cannot be read: "
                    + (Files.exists(path) ? e.getMessage() : "there is no such file"));
        }
    }
}
