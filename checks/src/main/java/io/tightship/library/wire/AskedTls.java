package io.tightship.library.wire;

import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.PerSubject;
import io.tightship.fact.kubernetes.Component;
import io.tightship.fact.kubernetes.EtcdSettings;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.TlsValues;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.library.etcd.EtcdSteps;
import io.tightship.library.etcd.EtcdTls;
import io.tightship.library.tls.TlsSteps;
import io.tightship.model.Evidence;
import io.tightship.model.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the processes of a component were asked for, wherever its settings stand, and how they are changed. */
sealed interface AskedTls {

    Need.Setting<TlsVersion> MINIMUM = Need.Setting.of(TlsValues.MINIMUM_VERSION);
    Need.Setting<Set<String>> SUITES = Need.Setting.of(TlsValues.CIPHER_SUITES);

    /** @param evidence where one process was asked for it */
    record Asked(ServerTls tls, List<Evidence> evidence) {
    }

    Need<?> need();

    /** The settings of the processes that may serve at the port. */
    List<Asked> at(int port, Context context);

    /** Whether settings are known, and all of them name other ports: what answers at this one is somebody else. */
    boolean elsewhere(int port, Context context);

    List<Step> steps(Context context);

    /** Of a component of Kubernetes: flags, or the kubelet's configuration. */
    record OfComponent(Component component, Need.Own<PerSubject<ServerTls>> need) implements AskedTls {
        OfComponent(Component component) {
            this(component, Need.Own.whole(ServerTls.of(component)));
        }

        @Override
        public List<Asked> at(int port, Context context) {
            List<Asked> all = new ArrayList<>();
            context.get(need).known().forEach((process, tls) -> {
                if (tls.port() == port) {
                    all.add(new Asked(tls, context.sources(need, process).stream()
                            .map(source -> source.evidence(0, tls.written())).toList()));
                }
            });
            return all;
        }

        @Override
        public boolean elsewhere(int port, Context context) {
            Collection<ServerTls> known = context.get(need).known().values();
            return !known.isEmpty() && known.stream().noneMatch(tls -> tls.port() == port);
        }

        @Override
        public List<Step> steps(Context context) {
            String node = context.target().name();
            if (component == Component.KUBELET) {
                return List.of(Step.prose("The rules kubelet-tls-minimum and kubelet-tls-ciphers say what to set on "
                                + node + " where its settings are not good enough. Where they are, a restart makes them "
                                + "true."), Step.command(node, "systemctl restart kubelet"));
            }
            List<Step> steps = new ArrayList<>(TlsSteps.minimum(component, node, context.get(MINIMUM)));
            steps.addAll(TlsSteps.suites(component, node, context.get(SUITES)));
            return steps;
        }
    }

    /** Of etcd, whose settings are the same for clients and peers. */
    record OfEtcd(Need.Own<PerSubject<EtcdSettings>> need) implements AskedTls {
        OfEtcd() {
            this(Need.Own.whole(EtcdSettings.KEY));
        }

        @Override
        public List<Asked> at(int port, Context context) {
            List<Asked> all = new ArrayList<>();
            context.get(need).known().forEach((process, settings) -> {
                String written = EtcdTls.written(settings, EtcdTls.MINIMUM) + EtcdTls.written(settings, EtcdTls.SUITES);
                List<String> list = settings.text(EtcdTls.SUITES).map(text -> List.of(text.split(","))).orElse(List.of());
                // Without a list the build decides, which is not known; the site's list is judged all the same.
                EtcdTls.minimum(settings).filter(minimum -> !list.isEmpty() || minimum == TlsVersion.TLS13)
                        .ifPresent(minimum -> all.add(new Asked(new ServerTls(port, minimum, list, Optional.empty(),
                                false, written), context.sources(need, process).stream().map(source ->
                                source.evidence(0, written)).toList())));
            });
            return all;
        }

        /** Its settings are the same for every port. */
        @Override
        public boolean elsewhere(int port, Context context) {
            return false;
        }

        @Override
        public List<Step> steps(Context context) {
            return context.get(need).known().values().stream().findFirst().map(settings -> EtcdSteps.set(
                    context.target().name(), settings, Map.of(EtcdTls.MINIMUM, EtcdTls.word(context.get(MINIMUM)),
                            EtcdTls.SUITES, String.join(",", context.get(SUITES))))).orElse(List.of());
        }
    }
}
