package io.tightship.fact.reach;

import io.tightship.fact.FactKey;
import java.util.List;

/** The TCP ports that nginx passes on ({@code stream}), as its configuration file says. */
public record StreamProxies(List<Proxy> proxies) {

    public static final FactKey<StreamProxies> KEY = FactKey.of("stream-proxies", StreamProxies.class);

    public StreamProxies {
        proxies = List.copyOf(proxies);
    }

    /**
     * @param port    that is listened on
     * @param address as written before the port; empty for all of them
     * @param servers that connections are passed on to, {@code HOST:PORT}; those that are marked down are left out
     */
    public record Proxy(int port, String address, List<String> servers) {
        public Proxy {
            servers = List.copyOf(servers);
        }
    }
}
