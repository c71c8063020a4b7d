package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sessions with API servers, by fabric8's client over the JDK's. */
public final class KubernetesSessions implements SessionOpener {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Inventory inventory;
    private final Clock clock;
    private final Map<String, String> environment;
    private final Path account;
    private final Duration patience;
    private final DryRun dryRun;

    public KubernetesSessions(Inventory inventory, Clock clock, DryRun dryRun) {
        this(inventory, clock, System.getenv(), ACCOUNT, PATIENCE, dryRun);
    }

    /**
     * @param environment where a pod finds its API server
     * @param account     the folder where a pod finds its service account
     * @param patience    for one request, from the connect to the last byte
     */
    KubernetesSessions(Inventory inventory, Clock clock, Map<String, String> environment, Path account,
                       Duration patience, DryRun dryRun) {
        this.dryRun = dryRun;
        this.inventory = inventory;
        this.clock = clock;
        this.environment = Map.copyOf(environment);
        this.account = account;
        this.patience = patience;
    }

    @Override
    public Session open(SessionId id, Deadline deadline) throws SessionFailure {
        Credential credential = inventory.entry((Target.Cluster) id.target()).credential();
        Access access = switch (credential) {
            case Credential.Kubeconfig kubeconfig -> Kubeconfig.access(kubeconfig, deadline);
            case Credential.InCluster inCluster -> Kubeconfig.inCluster(inCluster, environment, account);
            case Credential.SshKey key -> throw notForClusters(credential);
            case Credential.SshAgent agent -> throw notForClusters(credential);
            case Credential.Password password -> throw notForClusters(credential);
        };
        HttpClient client = client(access);
        KubernetesSession session = new KubernetesSession(id, client,
                new Requests(client, access, deadline, patience, dryRun), clock);
        try {
            session.greet();
        } catch (SessionFailure failure) {
            session.close();
            throw failure;
        }
        return session;
    }

    private static SessionFailure notForClusters(Credential credential) {
        return new SessionFailure(Reason.AUTHENTICATION, "the credential " + credential.name()
                + " is for hosts, not for a cluster");
    }

    /**
     * The library's transport without its interceptors: they would refresh tokens, and read the environment for that.
     * Nothing is retried or redirected that is not retried here.
     */
    private static HttpClient client(Access access) {
        HttpClient.Factory factory = new JdkHttpClientFactory();
        HttpClient.Builder builder = factory.newBuilder();
        builder.connectTimeout(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        builder.sslContext(access.keys(), access.trust().length == 0 ? null : access.trust());
        access.proxy().ifPresent(builder::proxyAddress);
        builder.tag(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build());
        return builder.build();
    }

    @Override
    public void close() {
        // Sessions share nothing.
    }
}
