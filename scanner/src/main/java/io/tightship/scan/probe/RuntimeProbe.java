package io.tightship.scan.probe;

import java.util.List;

/** Reads what runs the containers of a node: network plugins, GPUs, their toolkit. */
public sealed interface RuntimeProbe extends NodeProbe {

    /**
     * The configurations of network plugins in one folder, other files not: kubeconfigs lie beside them. What is stored
     * is the {@link CniDocuments}: which plugins are called, and what they are told of.
     */
    record CniConfigurations(String folder) implements RuntimeProbe {
        @Override
        public List<String> words() {
            return List.of("find", "-L", folder, "-maxdepth", "1", "-type", "f", "(", "-name", "*.conf", "-o", "-name",
                    "*.conflist", "-o", "-name", "*.json", ")", "-exec", "grep", "-aHZ", "", "{}", "+");
        }

        @Override
        public List<String> paths() {
            return List.of(folder);
        }

        @Override
        public String command() {
            return "ls " + ShellWords.quoted(List.of(folder));
        }
    }

    /** Where containerd was told that network plugins and their configurations are; no other line leaves the host. */
    record ContainerdFolders() implements RuntimeProbe {
        @Override
        public List<String> words() {
            return List.of("grep", "-rahE", "^[[:space:]]*(conf_dir|bin_dir|bin_dirs)[[:space:]]*=", "/etc/containerd",
                    "/cm/local/apps/containerd/var/etc");
        }

        @Override
        public String place() {
            return "containerd's configuration";
        }
    }

    /** The GPUs that the driver of the host runs: the names of its folders, which every user sees. */
    record DriverGpus() implements RuntimeProbe {
        private static final String FOLDER = "/proc/driver/nvidia/gpus";

        @Override
        public List<String> words() {
            return List.of("find", FOLDER, "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\n");
        }

        @Override
        public List<String> paths() {
            return List.of(FOLDER);
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }

    /** The version of the container toolkit that is installed on the host, in its own words. */
    record ToolkitVersion() implements RuntimeProbe {
        @Override
        public List<String> words() {
            return List.of("nvidia-ctk", "--version");
        }

        @Override
        public boolean privileged() {
            return false;
        }
    }
}
