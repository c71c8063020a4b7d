package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.BcmProbe;
import io.tightship.scan.probe.CmshQuestion;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The lists of Base Command Manager. It keeps one database for both head nodes: each of them is asked, and the first one
 * that answers counts.
 */
final class BcmLists {

    static final NodeProbe CATEGORIES = new BcmProbe.Cmsh(CmshQuestion.CATEGORIES);
    static final NodeProbe DEVICES = new BcmProbe.Cmsh(CmshQuestion.DEVICES);
    static final NodeProbe CATEGORY_IMAGES = new BcmProbe.Cmsh(CmshQuestion.CATEGORY_IMAGES);
    static final NodeProbe DEVICE_IMAGES = new BcmProbe.Cmsh(CmshQuestion.DEVICE_IMAGES);

    private BcmLists() {
    }

    static List<Target.Node> heads(SiteView site) {
        return site.inventory().targets(Target.Node.class).stream().filter(Target.Node::isHead).toList();
    }

    /** The rows that the first answering head node gave; else why the last one gave none. */
    static Fact<List<Map<String, String>>> rows(SiteView site, Readings readings, NodeProbe question,
                                                String... columns) {
        Fact<List<Map<String, String>>> last = Fact.unavailable(site.inventory().site().id(), Reason.NOT_STATED,
                "the inventory lists no head node, so there is nobody to ask for what Base Command Manager lists");
        for (Target.Node head : heads(site)) {
            last = rows(readings.get(SessionId.node(head), question), columns);
            if (last instanceof Fact.Known<List<Map<String, String>>>) {
                return last;
            }
        }
        return last;
    }

    private static Fact<List<Map<String, String>>> rows(Reading reading, String... columns) {
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> {
                try {
                    yield Fact.known(CmshTable.rows(reading.text(), columns), reading.source(Witness.DESIRED));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    /** Base Command Manager, the inventory and Kubernetes may write a host with or without its domain. */
    static String shortName(String host) {
        int dot = host.indexOf('.');
        return (dot < 0 ? host : host.substring(0, dot)).toLowerCase(Locale.ROOT);
    }
}
