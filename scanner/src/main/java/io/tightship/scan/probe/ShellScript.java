package io.tightship.scan.probe;

import io.tightship.scan.inventory.NodeConnection.Privilege;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * One round of node probes as a script for {@code /bin/sh -s}, or as a request to the helper. Each answer is framed with a nonce that the host does not
 * know beforehand, so that no banner, motd or file content can pass for a frame.
 *
 * @param nonce     32 hex digits
 * @param privilege how the commands get their rights
 * @param text      what is sent on stdin, before its end
 */
record ShellScript(String nonce, List<NodeProbe> probes, Privilege privilege, String text) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What one more byte than the cap tells: the answer was cut. */
    static final String FRAME = """
            exec 5>&1
            echo >&5
            p() {
              i=$1; t=$2; c=$3; shift 3
              read a _ </proc/uptime
              echo "$N B $i" >&5
              e=$( { { timeout -k 1 "$t" "$@" </dev/null 2>&6 6>&- 5>&-; echo "x$?" >&6; } \
            | head -c "$c" | base64 >&5; } 6>&1 | tail -c 4096 )
              read b _ </proc/uptime
              echo "$N E $i $a $b ${e##*x}" >&5
              printf '%s' "${e%x*}" | base64 >&5
            }
            """;

    static ShellScript of(List<NodeProbe> probes, Privilege privilege) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return of(probes, privilege, HexFormat.of().formatHex(random));
    }

    static ShellScript of(List<NodeProbe> probes, Privilege privilege, String nonce) {
        return new ShellScript(nonce, List.copyOf(probes), privilege, switch (privilege) {
            case NONE, ROOT_LOGIN -> script(probes, nonce, false);
            case COMMANDS -> script(probes, nonce, true);
            case HELPER -> HelperScript.request(nonce, probes);
        });
    }

    private static String script(List<NodeProbe> probes, String nonce, boolean sudo) {
        StringBuilder text = new StringBuilder("N=").append(nonce).append('\n')
                .append("PATH=/usr/sbin:/usr/bin:/sbin:/bin:/cm/local/apps/cmd/bin; export PATH; LC_ALL=C; ")
                .append("export LC_ALL; unset LANG LANGUAGE ENV BASH_ENV TAR_OPTIONS GREP_OPTIONS\n")
                .append(FRAME);
        for (int i = 0; i < probes.size(); i++) {
            NodeProbe probe = probes.get(i);
            text.append("p ").append(i).append(' ').append(probe.seconds()).append(' ').append(probe.cap() + 1)
                    .append(' ').append(ShellWords.quoted(sudo ? SudoCommand.words(probe) : probe.words()))
                    .append('\n');
        }
        return text.append("echo \"$N D\" >&5\n").toString();
    }
}
