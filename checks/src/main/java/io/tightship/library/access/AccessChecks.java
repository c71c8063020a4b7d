package io.tightship.library.access;

import io.tightship.check.Check;
import io.tightship.check.CheckProvider;
import java.util.List;

/** The rules on who may use kubectl. */
public final class AccessChecks implements CheckProvider {
    @Override
    public List<Check> checks() {
        return List.of(new AdminKubeconfigRootOnly(), new BcmKeysPrivate(), new ClusterAdminApproved(),
                new CmdaemonAudited(), new HomeExportsSquashed(),
                new PermissionManagerPresent(), new PermissionTemplatesBounded(), new PermissionUsersConfined(),
                new RegistryCredentialsPrivate(), new SubjectsApproved(), new UserKubeconfigPrivate());
    }
}
