package io.tightship.fact.linux;

import io.tightship.model.ValueKey;
import io.tightship.model.ValueType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The values that rules and readers on logins share. */
public final class LoginValues {

    /** BCM's own module; a site may have another. */
    public static final ValueKey<Set<String>> GATE_MODULES = ValueKey.withFallback("login-gate-modules",
            ValueType.TEXTS, Set.of("pam_bright.so"), "which PAM modules decide who may log in to a node");

    public static final ValueKey<String> ALLOW_LIST_FOLDER = ValueKey.withFallback("login-allow-list-directory",
            ValueType.TEXT, "/etc/security/pam_bright.d", "which folder holds the gate's allow lists");

    public static final ValueKey<Set<String>> ALLOW_LIST_FILES = ValueKey.withFallback("login-allow-list-files",
            ValueType.TEXTS, ordered("pam_allow.conf", "pam_allow_group.conf", "pam_whitelist.conf",
                    "pam_whitelist_group.conf"), "which files are the gate's allow lists");

    public static final ValueKey<Set<String>> APPROVED_NAMES = ValueKey.withFallback("login-approved-names",
            ValueType.TEXTS, Set.of(), "which users, and groups written @name, may log in to control-plane nodes");

    public static final ValueKey<Set<String>> ROOT_LOGIN = ValueKey.withFallback("login-permitted-root-login",
            ValueType.TEXTS, ordered("no", "prohibit-password", "forced-commands-only"),
            "which settings of PermitRootLogin may control-plane nodes have");

    public static final ValueKey<Set<String>> APPROVED_ROOT_KEYS = ValueKey.withFallback("login-approved-root-keys",
            ValueType.TEXTS, Set.of(), "which keys may log in as root to control-plane nodes, by fingerprint (SHA256:…)");

    public static final ValueKey<Set<String>> ROOT_KEY_FILES = ValueKey.withFallback("login-root-key-files",
            ValueType.TEXTS, ordered("/root/.ssh/authorized_keys", "/root/.ssh/authorized_keys2"),
            "in which files may sshd look for root's authorized keys");

    private LoginValues() {
    }

    private static Set<String> ordered(String... texts) {
        return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(List.of(texts)));
    }
}
