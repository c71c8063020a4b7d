package io.tightship.scan.waive;

import io.tightship.model.Attestation;
import io.tightship.model.Finding;
import io.tightship.model.Remark;
import java.util.List;

/**
 * What a run comes to once what people decided is applied.
 *
 * @param findings     all of them, in their order; the outcomes are untouched
 * @param attestations of controls, those that hold
 * @param remarks      on what people decided and what does not hold, or is not needed
 */
public record Applied(List<Finding> findings, List<Attestation> attestations, List<Remark> remarks) {
    public Applied {
        findings = List.copyOf(findings);
        attestations = List.copyOf(attestations);
        remarks = List.copyOf(remarks);
    }
}
