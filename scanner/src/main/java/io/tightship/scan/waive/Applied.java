package io.tightship.scan.waive;

import io.tightship.model.Attestation;
import io.tightship.model.Remark;
import java.util.List;

/**
 * What is told of a run once what people decided is applied.
 *
 * @param attestations of controls, those that hold
 * @param remarks      on what people decided and what does not hold, or is not needed
 */
public record Applied(List<Attestation> attestations, List<Remark> remarks) {
    public Applied {
        attestations = List.copyOf(attestations);
        remarks = List.copyOf(remarks);
    }
}
