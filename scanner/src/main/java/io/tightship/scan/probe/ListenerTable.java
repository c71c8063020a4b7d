package io.tightship.scan.probe;

import io.tightship.fact.Fact;
import io.tightship.fact.linux.Listeners;
import io.tightship.model.Reason;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ss} prints. A host that listens nowhere was not seen: somebody let us in. */
public final class ListenerTable {

    /** {@code LISTEN 0 128 [fe80::1]%eth0:22 [::]:*}; what follows the peer is not asked for. */
    private static final Pattern LINE = Pattern.compile("LISTEN +[0-9]+ +[0-9]+ +"
            + "(?:\\[([0-9A-Fa-f:.]+)]|(\\*|[0-9.]+))(?:%[^\\s:]+)?:([0-9]{1,5}) +\\S+(?: .*)?");

    private ListenerTable() {
    }

    public static Fact<Listeners> of(Reading reading) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read(int exit, String words) when !words.isBlank() ->
                    reading.unavailable(Reason.BLIND, "ss may not have seen all: " + words.lines().findFirst().orElse(""));
            case Reading.Status.Read read -> {
                List<Listeners.Listener> listeners = new ArrayList<>();
                for (String line : reading.text().lines().filter(text -> !text.isBlank()).toList()) {
                    Matcher parts = LINE.matcher(line.strip());
                    if (!parts.matches()) {
                        yield reading.unavailable(Reason.UNPARSABLE, "ss printed no listener: " + line.strip());
                    }
                    listeners.add(new Listeners.Listener(parts.group(1) == null ? parts.group(2) : parts.group(1),
                            Integer.parseInt(parts.group(3))));
                }
                yield listeners.isEmpty()
                        ? reading.unavailable(Reason.BLIND, "ss shows no listener, not even the one that let us in")
                        : Fact.known(new Listeners(listeners), reading.source(Witness.RUNNING));
            }
        };
    }
}
