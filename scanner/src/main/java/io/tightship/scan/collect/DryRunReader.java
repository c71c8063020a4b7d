package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.FactKey;
import io.tightship.fact.Source;
import io.tightship.fact.kyverno.DryRunAnswer;
import io.tightship.fact.kyverno.KyvernoPolicies;
import io.tightship.fact.kyverno.KyvernoValues;
import io.tightship.model.Reason;
import io.tightship.model.Target;
import io.tightship.model.Witness;
import io.tightship.scan.data.Data;
import io.tightship.scan.data.Json;
import io.tightship.scan.data.MalformedDocument;
import io.tightship.scan.probe.DryRun;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reader;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Readings;
import io.tightship.scan.probe.Route;
import io.tightship.scan.probe.SessionId;
import io.tightship.scan.probe.SiteView;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of the dry run of a pod with a host path. Only Kyverno's own word on the host path decides: whoever else denies
 * the pod first leaves it open what Kyverno would have said.
 */
final class DryRunReader implements Reader<DryRunAnswer> {

    private static final Pattern WEBHOOK = Pattern.compile("(?s)admission webhook \"([^\"]+)\" denied the request: (.*)");
    private static final Pattern ADMISSION_POLICY = Pattern.compile(
            "(?s).*ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request: .*");
    private static final Pattern HOST_PATH = Pattern.compile("(?is).*host-?path.*");

    private final DryRun dryRun;

    DryRunReader(DryRun dryRun) {
        this.dryRun = dryRun;
    }

    @Override
    public String family() {
        return DryRunAnswer.KEY.family();
    }

    @Override
    public List<Route> routes(Target target, FactKey<DryRunAnswer> key, SiteView site) {
        return dryRun == DryRun.OFF || !KubernetesProbe.DryRunPod.isNamespace(namespace(target, site)) ? List.of()
                : List.of(Route.of(SessionId.kubernetes((Target.Cluster) target),
                new KubernetesProbe.DryRunPod(namespace(target, site))));
    }

    private static String namespace(Target target, SiteView site) {
        return site.values().get(KyvernoValues.DRY_RUN_NAMESPACE, target).orElse(KyvernoValues.NO_NAMESPACE);
    }

    @Override
    public Fact<DryRunAnswer> read(Target target, FactKey<DryRunAnswer> key, SiteView site, Readings readings) {
        String namespace = namespace(target, site);
        boolean named = KubernetesProbe.DryRunPod.isNamespace(namespace);
        if (dryRun == DryRun.OFF) {
            return Fact.known(new DryRunAnswer.NotAllowed(KubernetesProbe.DryRunPod.command(named ? namespace
                    : "NAMESPACE")), List.of(Source.inventory(target.id(), "--allow-dry-run")));
        }
        if (!named) {
            return Fact.unavailable(target.id(), Reason.NOT_STATED, "the inventory does not say: "
                    + KyvernoValues.DRY_RUN_NAMESPACE.question() + " (value " + KyvernoValues.DRY_RUN_NAMESPACE.id() + ": "
                    + namespace + ")");
        }
        Reading reading = readings.get(SessionId.kubernetes((Target.Cluster) target),
                new KubernetesProbe.DryRunPod(namespace));
        return switch (reading.status()) {
            case Reading.Status.Unread(Reason reason, String detail) -> reading.unavailable(reason, detail);
            case Reading.Status.Absent(String proof) -> reading.unavailable(Reason.BLIND, proof);
            case Reading.Status.Read read -> {
                try {
                    Data said = Json.parse(reading.text());
                    yield answer(target, site, reading, namespace, said.get("status").number().map(Number::intValue)
                            .orElse(0), said.get("message").text().orElse(""));
                } catch (MalformedDocument e) {
                    yield reading.unavailable(Reason.UNPARSABLE, e.getMessage());
                }
            }
        };
    }

    private static Fact<DryRunAnswer> answer(Target target, SiteView site, Reading reading, String namespace, int status,
                                             String words) {
        if (status >= 200 && status < 300) {
            return Fact.known(new DryRunAnswer.Admitted(namespace), reading.source(Witness.EFFECTIVE));
        }
        Matcher webhook = WEBHOOK.matcher(words);
        if (webhook.lookingAt()) {
            return webhook.group(1).contains("kyverno.svc") && HOST_PATH.matcher(webhook.group(2)).matches()
                    ? Fact.known(new DryRunAnswer.Denied(namespace, "webhook " + webhook.group(1), words),
                    reading.source(Witness.EFFECTIVE)) : other(reading, namespace, "webhook " + webhook.group(1), words);
        }
        Matcher policy = ADMISSION_POLICY.matcher(words);
        if (policy.matches()) {
            return ofKyverno(policy.group(1), target, site) && HOST_PATH.matcher(policy.group(1)).matches()
                    ? Fact.known(new DryRunAnswer.Denied(namespace, "ValidatingAdmissionPolicy " + policy.group(1), words),
                    reading.source(Witness.EFFECTIVE)) : other(reading, namespace, "ValidatingAdmissionPolicy "
                    + policy.group(1), words);
        }
        if (words.contains("violates PodSecurity")) {
            return other(reading, namespace, "Pod Security", words);
        }
        if (words.contains("exceeded quota") || words.contains("failed quota")) {
            return other(reading, namespace, "a quota", words);
        }
        if (words.contains("failed calling webhook")) {
            return reading.unavailable(Reason.UNREACHABLE, "a webhook that fails closed did not answer: " + words);
        }
        return switch (status) {
            case 403 -> reading.unavailable(Reason.FORBIDDEN, "the pod was not tried: " + words);
            case 404 -> reading.unavailable(Reason.NOT_STATED, "the value kyverno-dry-run-namespace names a namespace that "
                    + "is not there: " + words);
            default -> other(reading, namespace, "status " + status, words);
        };
    }

    /** Kyverno makes admission policies of its own, under the policy's name with the kind's short name before it. */
    private static boolean ofKyverno(String admissionPolicy, Target target, SiteView site) {
        return site.values().get(KyvernoPolicies.REQUIRED, target).orElse(java.util.Set.of()).contains(
                admissionPolicy.toLowerCase(Locale.ROOT).replaceFirst("^(cpol|vpol)-", ""));
    }

    private static Fact<DryRunAnswer> other(Reading reading, String namespace, String by, String words) {
        return reading.unavailable(Reason.BLIND, "in namespace " + namespace + " the pod was denied by " + by
                + " for another reason, before it is known what Kyverno says of the host path; choose another namespace in "
                + "kyverno-dry-run-namespace: " + words.strip());
    }
}
