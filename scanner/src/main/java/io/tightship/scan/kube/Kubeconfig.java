package io.tightship.scan.kube;

import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.data.Yaml;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.SessionFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * Reads a credential. The client library would run exec plugins while it parses a kubeconfig, would trust more
 * authorities than it names, and would look into the environment: so the file is read here, and what cannot be honoured
 * is refused instead of passed over.
 */
final class Kubeconfig {

    private final Path path;
    private final Data cluster;
    private final Data user;
    private final boolean allowExec;

    private Kubeconfig(Path path, Data cluster, Data user, boolean allowExec) {
        this.path = path;
        this.cluster = cluster;
        this.user = user;
        this.allowExec = allowExec;
    }

    static Access access(Credential.Kubeconfig credential, Deadline deadline) throws SessionFailure {
        Path path = credential.file();
        Data document;
        try {
            document = Yaml.parse(read(path, "the kubeconfig"));
        } catch (MalformedDocument e) {
            throw new SessionFailure(Reason.UNPARSABLE, "the kubeconfig " + path + " is " + e.getMessage());
        }
        String name = credential.context().or(() -> document.get("current-context").text())
                .filter(text -> !text.isEmpty()).orElseThrow(() -> new SessionFailure(Reason.AUTHENTICATION,
                        "the kubeconfig " + path + " has no current-context, and the inventory names no context"));
        Data context = named(document, "contexts", "context", name, path);
        return new Kubeconfig(path, named(document, "clusters", "cluster", context.get("cluster").text().orElse(""),
                path), named(document, "users", "user", context.get("user").text().orElse(""), path),
                credential.allowExec()).access(deadline);
    }

    /**
     * @param environment of the scanner
     * @param account     the folder where a pod finds its service account
     */
    static Access inCluster(Credential.InCluster credential, Map<String, String> environment, Path account)
            throws SessionFailure {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty()) {
            throw new SessionFailure(Reason.AUTHENTICATION, "credential " + credential.name()
                    + " is in-cluster, but the scanner does not run in a pod");
        }
        Path authorities = account.resolve("ca.crt");
        String token = read(account.resolve("token"), "the service account's token").strip();
        try {
            return new Access("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port,
                    Certificates.authorities(read(authorities, "the service account's authority")),
                    new KeyManager[0], Optional.of("Bearer " + token), Optional.empty());
        } catch (GeneralSecurityException | IOException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, authorities + " cannot be used: " + e.getMessage());
        }
    }

    private Access access(Deadline deadline) throws SessionFailure {
        if (!cluster.get("insecure-skip-tls-verify").isAbsent()
                && !cluster.get("insecure-skip-tls-verify").bool().equals(Optional.of(false))) {
            throw refused(Reason.HOST_KEY, "says insecure-skip-tls-verify: what an unverified server says proves "
                    + "nothing; give its certificate-authority");
        }
        if (!cluster.get("tls-server-name").isAbsent()) {
            throw refused(Reason.UNSUPPORTED_VERSION, "sets tls-server-name, which this client cannot honour; give a "
                    + "server address that its certificate names");
        }
        for (String key : List.of("as", "as-uid", "as-groups", "as-user-extra")) {
            if (!user.get(key).isAbsent()) {
                throw refused(Reason.UNSUPPORTED_VERSION, "impersonates another user (" + key
                        + "), which is not supported");
            }
        }
        if (!user.get("username").isAbsent() || !user.get("password").isAbsent()) {
            throw refused(Reason.UNSUPPORTED_VERSION, "logs in with a user name and a password, which API servers no "
                    + "longer accept");
        }
        String server = server();
        Optional<String> authorities = inline(cluster, "certificate-authority");
        Optional<String> certificate = inline(user, "client-certificate");
        Optional<String> key = inline(user, "client-key");
        Optional<String> token = user.get("token").text();
        Optional<String> tokenFile = user.get("tokenFile").text();
        if (tokenFile.isPresent()) {
            token = Optional.of(read(path.resolveSibling(tokenFile.get()), "the token").strip());
        }
        if (!user.get("exec").isAbsent() || !user.get("auth-provider").isAbsent()) {
            if (!allowExec || user.get("exec").isAbsent()) {
                throw refused(Reason.AUTHENTICATION, "asks to run a program to log in (exec plugin or auth-provider)"
                        + ": give a kubeconfig with a token or a client certificate"
                        + (user.get("exec").isAbsent() ? "" : ", or set allow-exec for this credential"));
            }
            ExecPlugin.Identity identity = ExecPlugin.run(user.get("exec"), forPlugin(server, authorities), path,
                    deadline);
            token = identity.token().or(() -> user.get("token").text());
            certificate = identity.certificate().isPresent() ? identity.certificate() : certificate;
            key = identity.key().isPresent() ? identity.key() : key;
        }
        if (token.isEmpty() && certificate.isEmpty()) {
            throw refused(Reason.AUTHENTICATION, "gives its user neither a token nor a client certificate");
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw refused(Reason.AUTHENTICATION, "has a client certificate without its key, or a key alone");
        }
        if (token.isPresent() && !token.get().strip().matches("[!-~]+")) {
            throw refused(Reason.AUTHENTICATION, "gives a token that is not one word");
        }
        return new Access(server, trust(authorities), keys(certificate, key),
                token.map(text -> "Bearer " + text.strip()), proxy());
    }

    private String server() throws SessionFailure {
        String server = cluster.get("server").text().orElse("").replaceFirst("/+$", "");
        try {
            URI uri = URI.create(server);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null
                    && uri.getQuery() == null && uri.getFragment() == null) {
                return server;
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the same words as for a server that is no HTTPS address.
        }
        throw refused(Reason.REFUSED, "names the server '" + server + "'; only https://HOST[:PORT] is asked, since "
                + "what an unverified server says proves nothing");
    }

    private Optional<InetSocketAddress> proxy() throws SessionFailure {
        String proxy = cluster.get("proxy-url").text().orElse("");
        if (proxy.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(proxy);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                return Optional.of(InetSocketAddress.createUnresolved(uri.getHost(),
                        uri.getPort() < 0 ? 80 : uri.getPort()));
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw refused(Reason.UNSUPPORTED_VERSION, "goes through the proxy '" + proxy.replaceFirst("//[^/]*@", "//")
                + "'; only http://HOST:PORT without a login is supported, no SOCKS");
    }

    private TrustManager[] trust(Optional<String> authorities) throws SessionFailure {
        try {
            return authorities.isEmpty() ? new TrustManager[0] : Certificates.authorities(authorities.get());
        } catch (GeneralSecurityException | IOException e) {
            throw refused(Reason.AUTHENTICATION, "has a certificate-authority that cannot be used: " + e.getMessage());
        }
    }

    private KeyManager[] keys(Optional<String> certificate, Optional<String> key) throws SessionFailure {
        try {
            return certificate.isEmpty() ? new KeyManager[0] : Certificates.client(certificate.get(), key.get());
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            // The library throws unchecked exceptions for keys that it cannot parse. Their words may quote the key.
            throw refused(Reason.AUTHENTICATION, "has a client certificate or key that cannot be used ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private static Map<String, Object> forPlugin(String server, Optional<String> authorities) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("server", server);
        authorities.ifPresent(pem -> cluster.put("certificate-authority-data",
                Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8))));
        return cluster;
    }

    private SessionFailure refused(Reason reason, String what) {
        return new SessionFailure(reason, "the kubeconfig " + path + " " + what);
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

    /** The PEM text of {@code KEY-data}, else of the file that {@code KEY} names. */
    private Optional<String> inline(Data section, String key) throws SessionFailure {
        Optional<String> data = section.get(key + "-data").text().filter(text -> !text.isEmpty());
        if (data.isPresent()) {
            try {
                return Optional.of(new String(Base64.getDecoder().decode(data.get().replaceAll("\\s", "")),
                        StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw refused(Reason.UNPARSABLE, "has a " + key + "-data that is not base64");
            }
        }
        Optional<String> file = section.get(key).text().filter(text -> !text.isEmpty());
        return file.isEmpty() ? Optional.empty()
                : Optional.of(read(path.resolveSibling(file.get()), "the " + key));
    }

    private static String read(Path path, String what) throws SessionFailure {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, what + " " + path
                    + " cannot be read: there is no such file");
        } catch (AccessDeniedException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, what + " " + path + " cannot be read: permission denied");
        } catch (IOException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, what + " " + path + " cannot be read: " + e.getMessage());
        }
    }
}
