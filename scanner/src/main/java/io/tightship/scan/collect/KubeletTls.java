package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.Source;
import io.tightship.fact.kubernetes.FlagValues;
import io.tightship.fact.kubernetes.Flags;
import io.tightship.fact.kubernetes.KubeletSetting;
import io.tightship.fact.kubernetes.KubeletSetting.Origin;
import io.tightship.fact.kubernetes.KubeletSetting.Place;
import io.tightship.fact.kubernetes.ServerTls;
import io.tightship.fact.tls.GoTls;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.ProcessTable;
import io.tightship.scan.probe.Reading;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The TLS that one kubelet asks for, from flags, drop-ins and file, with its version's suites where these name none. */
final class KubeletTls {

    private static final List<String> FIELDS = List.of("port", "tlsMinVersion", "tlsCipherSuites");

    private KubeletTls() {
    }

    /** @param defaults of the cluster's version; asked only where they decide */
    static Fact<ServerTls> of(ProcessTable.Process process, Flags flags, List<Source> argv, KubeletSources kubelet,
                              Reading reading, Supplier<Fact<GoTls.Defaults>> defaults) {
        List<Place> places = new ArrayList<>();
        Set<Source> sources = new LinkedHashSet<>();
        for (String field : FIELDS) {
            switch (kubelet.setting(field, process, flags, argv)) {
                case Fact.Unavailable<KubeletSetting>(String where, Reason reason, String detail) -> {
                    return Fact.unavailable(where, reason, detail);
                }
                case Fact.Known<KubeletSetting>(KubeletSetting setting, List<Source> from) -> {
                    places.add(setting.effective());
                    sources.addAll(from);
                }
            }
        }
        OptionalLong port = FlagValues.integer(places.get(0).text());
        Optional<TlsVersion> minimum = places.get(1).words().isEmpty() ? Optional.of(GoTls.DEFAULT_MINIMUM)
                : TlsVersion.ofFlag(places.get(1).words());
        Optional<List<String>> list = list(places.get(2));
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65535 || minimum.isEmpty() || list.isEmpty()) {
            return reading.unavailable(Reason.UNPARSABLE, "with " + written(places) + " the kubelet does not start");
        }
        if (!list.get().isEmpty() || minimum.get() == TlsVersion.TLS13) {
            return Fact.known(tls(places, port.getAsLong(), minimum.get(), list.get(), Optional.empty()),
                    List.copyOf(sources));
        }
        return switch (defaults.get()) {
            case Fact.Unavailable<GoTls.Defaults>(String where, Reason reason, String detail) ->
                    Fact.unavailable(where, reason, "the kubelet names no cipher suites, so those of the version count, "
                            + "and it is not known: " + detail);
            case Fact.Known<GoTls.Defaults>(GoTls.Defaults known, List<Source> more) -> {
                sources.addAll(more);
                yield Fact.known(tls(places, port.getAsLong(), minimum.get(), List.of(), Optional.of(known)),
                        List.copyOf(sources));
            }
        };
    }

    private static ServerTls tls(List<Place> places, long port, TlsVersion minimum, List<String> list,
                                 Optional<GoTls.Defaults> defaults) {
        return new ServerTls((int) port, minimum, list, defaults, true, written(places));
    }

    private static String written(List<Place> places) {
        return Stream.of(0, 1, 2).filter(i -> places.get(i).origin() != Origin.DEFAULT).map(i ->
                places.get(i).origin() == Origin.FLAG ? places.get(i).where() + "=" + places.get(i).text()
                        : FIELDS.get(i) + ": " + places.get(i).text()).collect(Collectors.joining("; "));
    }

    /** Empty for what is no list of texts. */
    private static Optional<List<String>> list(Place place) {
        if (place.origin() == Origin.FLAG) {
            return Optional.of(place.text().isEmpty() ? List.of() : List.of(place.text().split(",", -1)));
        }
        try {
            Data value = Json.parse(place.text());
            return value.isList() && value.list().stream().allMatch(Data::isText) ? Optional.of(value.texts())
                    : Optional.empty();
        } catch (MalformedDocument e) {
            return Optional.empty();
        }
    }
}
