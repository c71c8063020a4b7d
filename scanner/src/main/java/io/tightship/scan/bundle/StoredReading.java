package io.tightship.scan.bundle;

import io.tightship.model.Reason;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.Probe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A reading without its body, as a row of a session's file. */
record StoredReading(String probe, Instant at, Duration duration, Reading.Status status, String sha256,
                     String failed) {

    /** Names what was asked: two probes are the same question exactly where their records are equal. */
    static String key(Probe probe) {
        return probe.toString();
    }

    static Map<String, Object> row(Reading reading) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("probe", key(reading.probe()));
        row.put("command", reading.probe().command());
        row.put("at", reading.at().toString());
        row.put("nanos", reading.duration().toNanos());
        switch (reading.status()) {
            case Reading.Status.Read(int exit, String words) -> {
                row.put("exit", exit);
                row.put("words", words);
            }
            case Reading.Status.Absent(String proof) -> row.put("absent", proof);
            case Reading.Status.Unread(Reason reason, String detail) -> {
                row.put("unread", reason.name());
                row.put("detail", detail);
            }
        }
        row.put("sha256", reading.sha256());
        row.put("failed", reading.failed());
        return row;
    }

    static StoredReading of(Data row) throws MalformedDocument {
        Reading.Status status;
        if (!row.get("exit").isAbsent()) {
            status = new Reading.Status.Read(row.get("exit").number().orElseThrow(() ->
                    new MalformedDocument("'exit' is not a number")).intValue(), Manifest.text(row, "words"));
        } else if (!row.get("absent").isAbsent()) {
            status = new Reading.Status.Absent(Manifest.text(row, "absent"));
        } else {
            String reason = Manifest.text(row, "unread");
            Optional<Reason> known = java.util.Arrays.stream(Reason.values()).filter(each -> each.name().equals(reason))
                    .findFirst();
            status = new Reading.Status.Unread(known.orElseThrow(() ->
                    new MalformedDocument("'" + reason + "' is no reason")), Manifest.text(row, "detail"));
        }
        return new StoredReading(Manifest.text(row, "probe"), Manifest.instant(row, "at"),
                Duration.ofNanos(Manifest.number(row, "nanos")), status, Manifest.text(row, "sha256"),
                Manifest.text(row, "failed"));
    }

    Reading reading(SessionId session, Probe asked, byte[] body) {
        return new Reading(session, asked, at, duration, status, body, sha256, failed);
    }
}
