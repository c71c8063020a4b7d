package io.tightship.scan.probe;

/** Read from a Kubernetes API server, by GET alone. */
public sealed interface KubernetesProbe extends Probe {

    /** {@code GET /version}. */
    record Version() implements KubernetesProbe {
        @Override
        public String command() {
            return "kubectl get --raw /version";
        }

        @Override
        public String place() {
            return "/version";
        }
    }

    /** {@code GET /apis}: which groups and versions are served. The proof that a group is absent. */
    record Groups() implements KubernetesProbe {
        @Override
        public String command() {
            return "kubectl get --raw /apis";
        }

        @Override
        public String place() {
            return "/apis";
        }
    }

    /**
     * All objects of one resource, in pages, in all namespaces. What is stored is the projection of each object:
     * {@code {"apiVersion": …, "items": […]}}, sorted by namespace and name. A group or resource that the server does
     * not serve is a known answer only where discovery proves it.
     *
     * @param group      empty for the core group; the version is the best one that both sides know
     * @param resource   plural, lower case
     * @param projection what is kept of each object
     */
    record List(String group, String resource, Projection projection) implements KubernetesProbe {
        @Override
        public String command() {
            return "kubectl get " + resource + (group.isEmpty() ? "" : "." + group) + " -A -o json";
        }

        @Override
        public String place() {
            return (group.isEmpty() ? "" : group + "/") + resource;
        }
    }

    /**
     * What one kubelet is set to, by its own word, through the API server's proxy: the fields of
     * {@link io.tightship.fact.kubernetes.KubeletSetting#fields} are stored, and no others. It takes the right to get
     * {@code nodes/proxy}.
     *
     * @param node the name of its Node object
     */
    record Configz(String node) implements KubernetesProbe {
        public Configz {
            if (!node.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw new IllegalArgumentException("no name of a node: " + node);
            }
        }

        @Override
        public String command() {
            return "kubectl get --raw " + place();
        }

        @Override
        public String place() {
            return "/api/v1/nodes/" + node + "/proxy/configz";
        }
    }

    /**
     * The Secrets in which Helm keeps its releases. What is stored of each is chart, version, revision, status and the
     * few values that rules ask about: nothing else that a Secret holds.
     */
    record HelmReleases() implements KubernetesProbe {
        @Override
        public String command() {
            return "helm list --all --all-namespaces";
        }

        @Override
        public String place() {
            return "secrets of the type helm.sh/release.v1";
        }
    }
}
