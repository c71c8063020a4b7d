package io.tightship.fact.kubernetes;

import io.tightship.fact.FactKey;
import io.tightship.fact.IpAddress;
import io.tightship.fact.PerSubject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a running kube-proxy is set to: by its configuration file alone where it was given one, which makes it ignore
 * the flags, else by its flags. Defaults are filled in. Source: kubernetes 1.24 to 1.36, pkg/proxy/apis/config/v1alpha1
 * and cmd/kube-proxy/app/options.go.
 *
 * @param file      the configuration file that its command line names
 * @param mode      iptables where nobody says
 * @param nodePorts nodePortAddresses; empty where nobody set them
 * @param healthz   where it tells its health; empty where it was told to open no port
 * @param metrics   where it tells its metrics; empty where it was told to open no port
 * @param stated    what somebody set, by the names of the file's fields
 */
public record ProxySettings(Optional<String> file, String mode, List<String> nodePorts, Optional<Endpoint> healthz,
                            Optional<Endpoint> metrics, Set<String> stated) {

    /** By process, {@code kube-proxy}; without members on a node where none runs. */
    public static final FactKey<PerSubject<ProxySettings>> KEY =
            FactKey.perSubject("kube-proxy-settings", "", ProxySettings.class);

    private static final Pattern ENDPOINT = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):([0-9]{1,5})");

    public ProxySettings {
        nodePorts = List.copyOf(nodePorts);
        stated = Set.copyOf(stated);
    }

    /** @param host an address without brackets */
    public record Endpoint(String host, int port) {

        /** A bare address gets the port; empty for a text with which kube-proxy does not start. */
        public static Optional<Endpoint> parse(String text, int port) {
            if (IpAddress.parse(text).isPresent()) {
                return Optional.of(new Endpoint(text, port));
            }
            Matcher parts = ENDPOINT.matcher(text);
            if (!parts.matches() || Integer.parseInt(parts.group(3)) < 1 || Integer.parseInt(parts.group(3)) > 65535) {
                return Optional.empty();
            }
            String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
            return IpAddress.parse(host).map(ip -> new Endpoint(host,
                    Integer.parseInt(parts.group(3))));
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }
}
