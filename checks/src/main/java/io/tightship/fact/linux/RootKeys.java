package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.List;
import java.util.Locale;

/**
 * By what root may log in besides a password, as far as one place says.
 *
 * @param keys in the order of the place; empty where a file does not exist
 */
public record RootKeys(List<Key> keys) {

    /**
     * Of a running node, by place: each file that a running sshd reads for root, {@code AuthorizedKeysCommand} and
     * {@code TrustedUserCAKeys} where a daemon has one.
     */
    public static final FactKey<PerSubject<RootKeys>> OF_NODE = FactKey.perSubject("root-keys", "", RootKeys.class);

    /** Of the software image that the node is installed from, by path in the image; none for a head node. */
    public static final FactKey<PerSubject<RootKeys>> OF_IMAGE =
            FactKey.perSubject("image-root-keys", "", RootKeys.class);

    public RootKeys {
        keys = List.copyOf(keys);
    }

    /**
     * @param fingerprint {@code SHA256:…}; the place's own words where it is no key
     * @param options     as written before the key, values of the environment masked
     * @param comment     as written after it: anybody may write anything there
     * @param line        1-based; 0 where there are no lines
     */
    public record Key(String fingerprint, String options, String comment, int line) {

        /** How it is approved: an authority lets in whomever it signs, so its fingerprint alone is not enough. */
        public String approvedAs() {
            return authority() ? "cert-authority " + fingerprint : fingerprint;
        }

        private boolean authority() {
            // Options are separated by commas; one within quotes makes an authority of a key at worst.
            return List.of(options.toLowerCase(Locale.ROOT).split(",")).contains("cert-authority");
        }
    }
}
