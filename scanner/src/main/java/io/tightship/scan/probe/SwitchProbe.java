package io.tightship.scan.probe;

/** Read from a switch's NVUE: by GET of its REST API, or by the command over SSH. Nothing else is ever sent. */
public sealed interface SwitchProbe extends Probe {

    /** The path and query of the REST API. */
    String path();

    /**
     * The configuration tree of a revision; what is stored keeps {@code acl}, of each interface {@code acl},
     * {@code bond}, {@code type}, its VLANs and {@code link.state}, and of the system who may speak to it: {@code api} and
     * {@code control-plane.acl}, and which files snippets write.
     */
    record Configuration(Revision revision) implements SwitchProbe {
        @Override
        public String path() {
            return "/nvue_v1/?rev=" + revision.word() + "&filled=false";
        }

        @Override
        public String place() {
            return "NVUE's " + revision.word() + " configuration";
        }

        @Override
        public String command() {
            return "nv config show -r " + revision.word() + " -o json";
        }
    }

    /** The revisions of the configuration; what is stored keeps their ids and states. */
    record Revisions() implements SwitchProbe {
        @Override
        public String path() {
            return "/nvue_v1/revision";
        }

        @Override
        public String place() {
            return "NVUE's list of revisions";
        }

        /** From Cumulus Linux 5.5 on. */
        @Override
        public String command() {
            return "nv config revision -o json";
        }
    }

    /** The interfaces that exist now; what is stored keeps their names, types, addresses and VRFs. */
    record Interfaces() implements SwitchProbe {
        @Override
        public String path() {
            return "/nvue_v1/interface?rev=operational";
        }

        @Override
        public String place() {
            return "NVUE's interfaces";
        }

        @Override
        public String command() {
            return "nv show interface -o json";
        }
    }

    /** Whom the switch hears on which interface by LLDP; what is stored keeps the names of the neighbours. */
    record Neighbours() implements SwitchProbe {
        @Override
        public String path() {
            return "/nvue_v1/interface?rev=operational";
        }

        @Override
        public String place() {
            return "NVUE's neighbours by LLDP";
        }

        @Override
        public String command() {
            return "nv show interface lldp -o json";
        }
    }

    /** NVUE's names for the states that a configuration is in. */
    enum Revision {
        APPLIED, STARTUP;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
