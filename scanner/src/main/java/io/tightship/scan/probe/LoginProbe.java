package io.tightship.scan.probe;

import java.util.ArrayList;
import java.util.List;

/** Asks a node who may log in. */
public sealed interface LoginProbe extends NodeProbe {

    /**
     * sshd's own word on its configuration for one connection.
     *
     * @param file the daemon's {@code -f}, or {@code /etc/ssh/sshd_config}
     */
    record SshdTest(String file, String user, String host, String address) implements LoginProbe {
        @Override
        public List<String> words() {
            // Where a Match block asks for the server's address or port, sshd refuses to answer without them.
            return List.of("sshd", "-T", "-f", file, "-C", "user=" + user + ",host=" + host + ",addr=" + address
                    + ",laddr=192.0.2.2,lport=22");
        }

        @Override
        public List<String> paths() {
            return List.of(file);
        }

        /** What sshd says, not what stands in the file. */
        @Override
        public String place() {
            return String.join(" ", words());
        }
    }

    /**
     * The lines of sshd's configuration files that say which connections get other answers than the rest ({@code Match}).
     * What is stored are the {@link SshdLines}: no other line leaves the host.
     *
     * @param file the daemon's {@code -f}, or {@code /etc/ssh/sshd_config}
     */
    record SshdMatches(String file) implements LoginProbe {
        @Override
        public List<String> words() {
            List<String> words = new ArrayList<>(List.of("grep", "-aRHnZi"));
            SshdLines.KEPT.forEach(keyword -> words.addAll(List.of("-e", keyword)));
            words.addAll(List.of("--include=*sshd*config*", "--include=*.conf", "--include=opensshserver.config", "--", file));
            words.addAll(SshdLines.PLACES);
            return words;
        }

        @Override
        public List<String> paths() {
            return List.of(file);
        }
    }

    /** The fingerprints and options of the keys in a file of authorized keys; the keys themselves are not kept. */
    record AuthorizedKeys(String path) implements LoginProbe {
        @Override
        public List<String> words() {
            return List.of("cat", "--", path);
        }

        @Override
        public List<String> paths() {
            return List.of(path);
        }

        @Override
        public String command() {
            return "ssh-keygen -l -f " + ShellWords.quoted(List.of(path));
        }
    }

    /** A user's entry as the host's own resolver gives it: where its home is. */
    record UserEntry(String user) implements LoginProbe {
        @Override
        public List<String> words() {
            return List.of("getent", "passwd", user);
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }
}
