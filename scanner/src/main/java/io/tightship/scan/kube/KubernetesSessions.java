package io.tightship.scan.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.net.http.HttpClient;
import java.time.Clock;

/** Sessions with API servers, by fabric8's client over the JDK's. */
public final class KubernetesSessions implements SessionOpener {

    private final Inventory inventory;
    private final Clock clock;

    public KubernetesSessions(Inventory inventory, Clock clock) {
        this.inventory = inventory;
        this.clock = clock;
    }

    @Override
    public Session open(SessionId id, Deadline deadline) throws SessionFailure {
        Config config = Kubeconfig.of(inventory.entry((Target.Cluster) id.target()).credential());
        try {
            KubernetesClient client = new KubernetesClientBuilder().withConfig(config)
                    .withHttpClientFactory(new NoRedirects()).build();
            return new KubernetesSession(id, client, deadline, clock);
        } catch (RuntimeException e) {
            throw new SessionFailure(Reason.AUTHENTICATION, "the credential for cluster " + id.target().name()
                    + " cannot be used: " + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        }
    }

    @Override
    public void close() {
        // Sessions share nothing.
    }

    /** A redirect could lead a token to another host. */
    private static final class NoRedirects extends JdkHttpClientFactory {
        @Override
        protected void additionalConfig(HttpClient.Builder builder) {
            builder.followRedirects(HttpClient.Redirect.NEVER);
        }
    }
}
