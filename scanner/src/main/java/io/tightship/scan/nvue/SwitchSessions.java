package io.tightship.scan.nvue;

import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.scan.inventory.Inventory;
import io.tightship.scan.inventory.Inventory.SwitchEntry;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.Secrets;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SessionOpener;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;

/** Sessions with switches over NVUE's REST API. The credential leaves only over a verified connection. */
public final class SwitchSessions implements SessionOpener {

    private final Inventory inventory;
    private final Clock clock;

    public SwitchSessions(Inventory inventory, Clock clock) {
        this.inventory = inventory;
        this.clock = clock;
    }

    @Override
    public Session open(SessionId id, Deadline deadline) throws SessionFailure {
        SwitchEntry entry = inventory.entry((Target.Switch) id.target());
        String authorization = "Basic " + Base64.getEncoder().encodeToString((entry.credential().user() + ":"
                + Secrets.read(entry.credential().password())).getBytes(StandardCharsets.UTF_8));
        try {
            return new SwitchSession(id, entry, authorization, new Trust(entry), deadline, clock);
        } catch (java.security.GeneralSecurityException | java.io.IOException e) {
            throw new SessionFailure(Reason.HOST_KEY, "the authorities for switch " + id.target().name()
                    + " cannot be used: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        // Sessions share nothing.
    }
}
