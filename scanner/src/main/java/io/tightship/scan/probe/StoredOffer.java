package io.tightship.scan.probe;

import io.tightship.fact.Fact;
import io.tightship.fact.tls.TlsOffer;
import io.tightship.fact.tls.TlsVersion;
import io.tightship.model.Reason;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How the answer to {@link NetworkProbe.TlsHello} is stored: {@code {"TLSv1.2": ["TLS_…", …], …}}, sorted. */
public final class StoredOffer {

    private StoredOffer() {
    }

    public static byte[] bytes(TlsOffer offer) {
        Map<String, Object> document = new LinkedHashMap<>();
        offer.accepted().forEach((version, suites) -> document.put(version.words(), new ArrayList<>(suites)));
        return Json.write(document).getBytes(StandardCharsets.UTF_8);
    }

    /** Unavailable where the endpoint was not read. */
    public static Fact<TlsOffer> of(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.UNREACHABLE, proof);
            case Reading.Status.Read read -> parsed(reading);
        };
    }

    private static Fact<TlsOffer> parsed(Reading reading) {
        SortedMap<TlsVersion, SortedSet<String>> accepted = new TreeMap<>();
        try {
            for (Map.Entry<String, Data> member : Json.parse(reading.text()).map().entrySet()) {
                Optional<TlsVersion> version = TlsVersion.ofWords(member.getKey());
                if (version.isEmpty() || member.getValue().texts().isEmpty()) {
                    return reading.unavailable(Reason.UNPARSABLE, "not a stored offer: " + member.getKey());
                }
                accepted.put(version.get(), new TreeSet<>(member.getValue().texts()));
            }
        } catch (MalformedDocument e) {
            return reading.unavailable(Reason.UNPARSABLE, e.getMessage());
        }
        return accepted.isEmpty() ? reading.unavailable(Reason.UNPARSABLE, "a stored offer holds nothing")
                : Fact.known(new TlsOffer(accepted), reading.source(Witness.EFFECTIVE));
    }
}
