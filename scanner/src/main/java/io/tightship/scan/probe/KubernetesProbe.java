package io.tightship.scan.probe;

/** Read from a Kubernetes API server, by GET alone: but for {@link DryRunPod}, which is sent only where that was allowed. */
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

    /**
     * Policy reports, of which each object has one. What is stored of each is how many results of Kyverno's it holds, and
     * the policy, rule and object of those that failed.
     *
     * @param resource policyreports or clusterpolicyreports of wgpolicyk8s.io, reports or clusterreports of openreports.io
     */
    record PolicyReports(String group, String resource) implements KubernetesProbe {
        @Override
        public String command() {
            return "kubectl get " + resource + "." + group + " -A -o json";
        }

        @Override
        public String place() {
            return group + "/" + resource;
        }
    }

    /**
     * All pods. What is stored is each different form of them once, by owner, with the number of pods that have it: no
     * arguments but those of the control plane's own mirror pods, secret-looking values masked, and of environment
     * variables no values but the few that rules ask about.
     */
    record Pods() implements KubernetesProbe {
        @Override
        public String command() {
            return "kubectl get pods -A -o json";
        }

        @Override
        public String place() {
            return "pods";
        }
    }

    /**
     * The users of Base Command Manager's permissions manager: objects of the kind CmKubernetesPermissionUser, of which only
     * the names are kept. Their API group is not documented: it is found among the CustomResourceDefinitions.
     */
    record PermissionUsers() implements KubernetesProbe {

        public static final String KIND = "CmKubernetesPermissionUser";

        @Override
        public String command() {
            return "kubectl get cmkubernetespermissionuser -A";
        }

        @Override
        public String place() {
            return "objects of the kind " + KIND;
        }
    }

    /**
     * Asks the API server to create a pod with a host path as a dry run: it goes through admission, and is not kept. The
     * only probe that is not a GET. What is stored is the status, its reason and its message.
     */
    record DryRunPod(String namespace) implements KubernetesProbe {

        /** Of the pod, its image and the path of the host that it mounts. */
        public static final String NAME = "tightship-dry-run";
        public static final String IMAGE = "registry.k8s.io/pause:3.10";
        public static final String PATH = "/etc";

        private static final java.util.regex.Pattern LABEL =
                java.util.regex.Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

        public DryRunPod {
            if (!isNamespace(namespace)) {
                throw new IllegalArgumentException("no namespace is called '" + namespace + "'");
            }
        }

        /** Whether a namespace can have the name. */
        public static boolean isNamespace(String name) {
            return LABEL.matcher(name).matches();
        }

        /** @param namespace may be a placeholder */
        public static String command(String namespace) {
            return "kubectl run " + NAME + " -n " + namespace + " --image=" + IMAGE + " --restart=Never --dry-run=server "
                    + "--overrides='{\"apiVersion\":\"v1\",\"spec\":{\"volumes\":[{\"name\":\"host\",\"hostPath\":{"
                    + "\"path\":\"" + PATH + "\"}}]}}'";
        }

        @Override
        public String command() {
            return command(namespace);
        }

        @Override
        public String place() {
            return "a dry run of a pod in namespace " + namespace;
        }
    }
}
