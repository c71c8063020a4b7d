package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.WebhookAuthorities;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The caBundle of each admission webhook of a cluster; one that is not understood loses its configuration alone. */
final class WebhookAuthoritiesReader implements Reader<PerSubject<WebhookAuthorities>> {

    private static final List<KubernetesProbe.List> LISTS = List.of(ApiLists.VALIDATING_WEBHOOKS,
            ApiLists.MUTATING_WEBHOOKS);

    @Override
    public String family() {
        return WebhookAuthorities.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<PerSubject<WebhookAuthorities>> key, SiteView site) {
        return List.of(Route.of(SessionId.kubernetes((Target.Cluster) target), LISTS.toArray(KubernetesProbe[]::new)));
    }

    @Override
    public Fact<PerSubject<WebhookAuthorities>> read(Target target, FactKey<PerSubject<WebhookAuthorities>> key,
                                                     SiteView site, Readings readings) {
        Map<String, Fact<WebhookAuthorities>> members = new TreeMap<>();
        List<Source> all = new ArrayList<>();
        for (KubernetesProbe.List list : LISTS) {
            Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) target), list);
            switch (ApiLists.items(reading)) {
                case Fact.Unavailable<List<Data>>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<List<Data>>(List<Data> items, List<Source> sources) -> {
                    all.addAll(sources);
                    items.forEach(item -> members.put(list.resource() + "/" + ApiLists.name(item),
                            authorities(item, reading)));
                }
            }
        }
        return Fact.known(PerSubject.of(members), all);
    }

    private static Fact<WebhookAuthorities> authorities(Data item, Reading reading) {
        Map<String, List<X509Certificate>> bundles = new TreeMap<>();
        for (Data webhook : item.get("webhooks").list()) {
            String name = webhook.get("name").text().orElse("");
            try {
                byte[] pem = Base64.getDecoder().decode(webhook.path("clientConfig", "caBundle").text().orElse(""));
                bundles.put(name, CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(
                        pem)).stream().map(X509Certificate.class::cast).toList());
                if (pem.length > 0 && bundles.get(name).isEmpty()) {
                    return reading.unavailable(Reason.UNPARSABLE, "the caBundle of " + name + " holds no certificate");
                }
            } catch (CertificateException | IllegalArgumentException e) {
                return reading.unavailable(Reason.UNPARSABLE, "the caBundle of " + name + " is not understood: "
                        + e.getMessage());
            }
        }
        return Fact.known(new WebhookAuthorities(new TreeMap<>(bundles)), reading.source(Witness.RUNNING,
                ApiLists.name(item)));
    }
}
