package io.tightship.library.login;

/** The names by which the facts tell the sshd daemons of a node apart. */
final class SshdDaemon {

    private SshdDaemon() {
    }

    /** The file of {@code sshd (/etc/ssh/sshd_config), root from admin space}. */
    static String configuration(String daemon) {
        return daemon.replaceFirst("^[^(]*\\(([^)]*)\\).*$", "$1");
    }
}
