package io.tightship.scan.kube;

import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * How one API server is reached and verified, and how the scanner says who it is.
 *
 * @param server        {@code https://…} without a slash at the end
 * @param trust         empty: the authorities of the platform
 * @param keys          of a client certificate; may be empty
 * @param authorization the header's value, such as {@code Bearer …}
 * @param proxy         an HTTP proxy to go through
 */
record Access(String server, TrustManager[] trust, KeyManager[] keys, Optional<String> authorization,
              Optional<InetSocketAddress> proxy) {
}
