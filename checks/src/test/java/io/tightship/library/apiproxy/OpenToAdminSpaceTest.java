package io.tightship.library.apiproxy;

import io.tightship.check.Case;
import io.tightship.fact.reach.Connection;
import io.tightship.fact.reach.ProvenConnect;
import java.util.List;
import java.util.Map;

class OpenToAdminSpaceTest {

    static List<Case> compliant() {
        return List.of(connect(Connection.CONNECTED));
    }

    static List<Case> violations() {
        return List.of(connect(Connection.REFUSED), connect(Connection.TIMED_OUT), connect(Connection.UNREACHABLE));
    }

    private static Case connect(Connection result) {
        return Case.of(result.name(), ClosedToUserSpaceTest.HEAD).withMembers(ClosedToUserSpaceTest.HEAD,
                ProvenConnect.TO_PROXY, Map.of(ClosedToUserSpaceTest.ENDPOINT, new ProvenConnect("head-01", "192.0.2.1",
                        10443, result, "its port 22 connected")));
    }
}
