package io.tightship.scan.collect;

import io.tightship.fact.kubernetes.PermissionManagers;
import io.tightship.fact.kubernetes.PodSecurityPolicies;
import io.tightship.fact.kyverno.AdmissionBudgets;
import io.tightship.fact.kyverno.AdmissionEndpoints;
import io.tightship.fact.kyverno.ExceptionFeature;
import io.tightship.scan.probe.Reader;
import java.util.List;

/** The readers of what surrounds Kyverno's policies: who answers for it, what it found, and whom it is to confine. */
final class KyvernoReaders {

    private KyvernoReaders() {
    }

    static List<Reader<?>> all() {
        return List.of(new PolicyReportsReader(), new ChartPoliciesReader(), new EnabledControllersReader(),
                new PodPolicyCoverageReader(), new PermissionUsersReader(), new PspAdmissionReader(), new AdmissionRoleReader(), new ServerVersionReader(),
                new ListReader<>(PodSecurityPolicies.KEY.family(), List.of(ApiLists.POD_SECURITY_POLICIES), lists ->
                        new PodSecurityPolicies(lists.get(ApiLists.POD_SECURITY_POLICIES).stream().map(ApiLists::name)
                                .toList())),
                new ListReader<>(PermissionManagers.KEY.family(), List.of(ApiLists.DEPLOYMENTS), lists ->
                        PermissionObjects.managers(lists.get(ApiLists.DEPLOYMENTS))),
                new ListReader<>(AdmissionEndpoints.KEY.family(), List.of(ApiLists.VALIDATING_WEBHOOKS,
                        ApiLists.ENDPOINT_SLICES), lists -> KyvernoAvailability.endpoints(
                        lists.get(ApiLists.VALIDATING_WEBHOOKS), lists.get(ApiLists.ENDPOINT_SLICES))),
                new ListReader<>(ExceptionFeature.KEY.family(), List.of(ApiLists.DEPLOYMENTS), lists ->
                        KyvernoAvailability.exceptions(lists.get(ApiLists.DEPLOYMENTS))),
                new ListReader<>(AdmissionBudgets.KEY.family(), List.of(ApiLists.DEPLOYMENTS, ApiLists.BUDGETS),
                        lists -> KyvernoAvailability.budgets(lists.get(ApiLists.DEPLOYMENTS),
                                lists.get(ApiLists.BUDGETS))));
    }
}
