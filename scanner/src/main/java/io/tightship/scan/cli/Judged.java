package io.tightship.scan.cli;

import io.tightship.model.Attestation;
import io.tightship.model.Comparison;
import io.tightship.model.Remark;
import io.tightship.scan.Gate;
import io.tightship.scan.Scan;
import java.util.List;
import java.util.Optional;

/**
 * A run with everything that is said about it.
 *
 * @param result its findings have their waivers
 */
record Judged(Scan.Result result, Gate.Result gate, List<Attestation> attestations, List<Remark> remarks,
              Optional<Comparison> comparison) {
}
