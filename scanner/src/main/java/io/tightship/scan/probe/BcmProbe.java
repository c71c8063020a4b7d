package io.tightship.scan.probe;

import java.util.List;

/** Asks Base Command Manager on a head node. */
public sealed interface BcmProbe extends NodeProbe {

    /** One of the fixed questions to Base Command Manager's database. */
    record Cmsh(CmshQuestion question) implements BcmProbe {
        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", question.text());
        }

        @Override
        public int seconds() {
            return 30;
        }
    }

    /** The directives of CMDaemon's configuration file that rules ask about; no other line leaves the host. */
    record CmdDirectives() implements BcmProbe {
        private static final String FILE = "/cm/local/apps/cmd/etc/cmd.conf";

        @Override
        public List<String> words() {
            return List.of("grep", "-aiE", "^[[:space:]]*(CMDaemonAudit|CMDaemonAuditorFile|FrozenFile)[[:space:]]*=",
                    FILE);
        }

        @Override
        public List<String> paths() {
            return List.of(FILE);
        }
    }

    /** The lines of BCM's module files that name a kubeconfig, each after its file. */
    record ModuleKubeconfigs() implements BcmProbe {
        private static final String FOLDER = "/cm/local/modulefiles/kubernetes";

        @Override
        public List<String> words() {
            return List.of("grep", "-aRZ", "KUBECONFIG", FOLDER);
        }

        @Override
        public List<String> paths() {
            return List.of(FOLDER);
        }
    }

    /**
     * The open ports of a firewall role, in their order, out of Base Command Manager's database.
     *
     * @param holder a device, or a configuration overlay
     */
    record FirewallRole(boolean overlay, String holder) implements BcmProbe {
        /** What is a name, and not also a word of cmsh's or of a shell's. */
        public static final java.util.regex.Pattern NAME = java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

        public FirewallRole {
            if (!names(holder)) {
                throw new IllegalArgumentException("no name in Base Command Manager: " + holder);
            }
        }

        public static boolean names(String text) {
            return NAME.matcher(text).matches();
        }

        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", (overlay ? "configurationoverlay" : "device")
                    + "; use " + holder + "; roles; use firewall; openports; list -f action,network,port,count,protocol,destination,address -d {}");
        }

        @Override
        public int seconds() {
            return 30;
        }
    }

    /** The roles of a device, each with what gives it and with which priority. */
    record DeviceRoles(String device) implements BcmProbe {
        public DeviceRoles {
            if (!FirewallRole.names(device)) {
                throw new IllegalArgumentException("no name in Base Command Manager: " + device);
            }
        }

        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", "device; use " + device
                    + "; roles; list -p");
        }

        @Override
        public int seconds() {
            return 30;
        }
    }

    /**
     * The admission plugins in the role kubernetes::apiserver, out of Base Command Manager's database.
     *
     * @param overlay a configuration overlay
     */
    record AdmissionControl(String overlay) implements BcmProbe {
        public AdmissionControl {
            if (!FirewallRole.names(overlay)) {
                throw new IllegalArgumentException("no name in Base Command Manager: " + overlay);
            }
        }

        @Override
        public List<String> words() {
            return List.of("cmsh", "-n", "--color", "no", "--hide-events", "-c", "configurationoverlay; use " + overlay
                    + "; roles; use kubernetes::apiserver; get admissioncontrol");
        }

        @Override
        public int seconds() {
            return 30;
        }
    }
}
