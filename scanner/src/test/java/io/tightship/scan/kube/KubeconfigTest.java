package io.tightship.scan.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tightship.model.Reason;
import io.tightship.scan.inventory.Credential;
import io.tightship.scan.probe.Deadline;
import io.tightship.scan.probe.KubernetesProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.Session;
import io.tightship.scan.probe.SessionFailure;
import io.tightship.scan.probe.SessionId;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {

    private static final String EXEC = "exec: {apiVersion: client.authentication.k8s.io/v1, command: \"%s\", "
            + "args: [hello], env: [{name: MARK, value: marked}], provideClusterInfo: true, interactiveMode: Never}";

    @TempDir
    private static Path folder;
    private static ApiServer api;

    @BeforeAll
    static void start() throws Exception {
        api = ApiServer.start(folder);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            ", insecure-skip-tls-verify: true | token: t | HOST_KEY | insecure-skip-tls-verify",
            ", tls-server-name: kubernetes | token: t | UNSUPPORTED_VERSION | tls-server-name",
            ", proxy-url: 'socks5://p:1080' | token: t | UNSUPPORTED_VERSION | SOCKS",
            ", proxy-url: 'http://me:pw@p:1080' | token: t | UNSUPPORTED_VERSION | http://p:1080",
            "'' | exec: {command: aws} | AUTHENTICATION | allow-exec",
            "'' | auth-provider: {name: oidc} | AUTHENTICATION | auth-provider",
            "'' | '' | AUTHENTICATION | neither a token nor a client certificate",
            "'' | token: t, as: admin | UNSUPPORTED_VERSION | impersonates",
            "'' | username: a, password: b | UNSUPPORTED_VERSION | user name and a password",
            "'' | token: 'two words' | AUTHENTICATION | not one word",
            "'' | tokenFile: gone | AUTHENTICATION | there is no such file",
            "'' | client-certificate-data: aGk= | AUTHENTICATION | without its key",
            "'' | client-certificate-data: '***', client-key-data: aGk= | UNPARSABLE | not base64",
            "'' | client-certificate-data: aGk=, client-key-data: aGk= | AUTHENTICATION | cannot be used"})
    void what_cannot_be_honoured_is_refused_in_clear_words(String cluster, String user, Reason reason, String words)
            throws Exception {
        SessionFailure failure = refused(api.kubeconfig(cluster, user));
        assertThat(failure.getMessage()).contains(words).doesNotContain("pw@").doesNotContain("\n");
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(api.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:6443", "127.0.0.1:6443", "", "https://", "https://a b", "ftp://h"})
    void only_a_server_that_can_be_verified_is_asked(String server) throws Exception {
        SessionFailure failure = refused(api.kubeconfig("", "token: t").replace(api.url(), server));
        assertThat(failure.getMessage()).contains("only https://");
        assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "current-context: c | current-context: other | has no context named 'other'",
            "current-context: c | x: y | has no current-context",
            "user: u | user: nobody | has no user named 'nobody'",
            "cluster: k, | cluster: none, | has no cluster named 'none'",
            "kind: Config | kind: [ | not YAML",
            "kind: Config | kind: a\\nkind: b | not YAML"})
    void a_kubeconfig_that_does_not_hang_together_says_where(String old, String changed, String words)
            throws Exception {
        assertThat(refused(api.kubeconfig("", "token: t").replace(old, changed.translateEscapes())).getMessage())
                .contains(words).doesNotContain("\n");
    }

    @Test
    void a_kubeconfig_that_is_not_there_says_so() {
        SessionFailure failure = catchThrowableOfType(SessionFailure.class, () -> ApiServer.sessions(
                new Credential.Kubeconfig("k", folder.resolve("gone"), Optional.empty(), false), Map.of(), folder,
                Duration.ofSeconds(5)).open(SessionId.kubernetes(ApiServer.CLUSTER), in(5)));
        assertThat(failure.getMessage()).contains("gone", "there is no such file");
    }

    @Test
    void a_context_of_the_inventory_comes_before_the_current_one() throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "two", ""), api.kubeconfig("", "token: t")
                .replace("current-context: c", "current-context: gone"));
        try (Session session = ApiServer.sessions(new Credential.Kubeconfig("k", file, Optional.of("c"), false),
                Map.of(), folder, Duration.ofSeconds(5)).open(SessionId.kubernetes(ApiServer.CLUSTER), in(10))) {
            assertThat(session.run(List.of(new KubernetesProbe.Version()))).hasSize(1);
        }
    }

    @Test
    void a_server_that_another_authority_signed_is_not_believed() throws Exception {
        String other = TestCertificate.data(TestCertificate.make("EC", "127.0.0.1", Duration.ofDays(2))
                .authorityPem());
        SessionFailure failure = refused(api.kubeconfig("", "token: t")
                .replaceFirst("certificate-authority-data: [^}]*", "certificate-authority-data: " + other));
        assertThat(failure.reason()).isEqualTo(Reason.HOST_KEY);
        assertThat(api.received()).isEmpty();
    }

    @Test
    void without_an_authority_the_platforms_decide() throws Exception {
        assertThat(refused(api.kubeconfig("", "token: t").replaceFirst(", certificate-authority-data: [^}]*", ""))
                .reason()).isEqualTo(Reason.HOST_KEY);
    }

    @Test
    void a_certificate_for_another_address_and_one_that_expired_are_not_believed() throws Exception {
        for (TestCertificate wrong : List.of(TestCertificate.make("EC", "192.0.2.1", Duration.ofDays(2)),
                TestCertificate.make("EC", "127.0.0.1", Duration.ofDays(-1)))) {
            try (ApiServer impostor = ApiServer.start(folder, wrong, Optional.empty())) {
                SessionFailure failure = catchThrowableOfType(SessionFailure.class, () -> impostor.open(
                        Duration.ofSeconds(10), Duration.ofSeconds(5)));
                assertThat(failure.reason()).isEqualTo(Reason.HOST_KEY);
                assertThat(impostor.received()).isEmpty();
            }
        }
    }

    @Test
    void a_server_that_does_not_listen_is_tried_twice_and_unreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        SessionFailure failure = refused(api.kubeconfig("", "token: t").replace(api.url(),
                "https://127.0.0.1:" + port));
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure.getMessage()).contains("127.0.0.1:" + port, "refused");
    }

    @Test
    void a_name_that_does_not_resolve_is_unreachable() throws Exception {
        SessionFailure failure = refused(api.kubeconfig("", "token: t").replace(api.url(), "https://no.such.invalid"));
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure.getMessage()).contains("cannot be resolved");
    }

    @Test
    void a_server_that_accepts_and_is_silent_times_out() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            String kubeconfig = api.kubeconfig("", "token: t").replace(api.url(),
                    "https://127.0.0.1:" + silent.getLocalPort());
            Instant before = Instant.now();
            SessionFailure failure = catchThrowableOfType(SessionFailure.class, () -> api.open(kubeconfig, false,
                    Duration.ofSeconds(1), Duration.ofSeconds(30)));
            assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(4));
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA, PKCS#1", "EC, SEC 1", "EC, PKCS#8", "RSA, PKCS#8"})
    void a_client_certificate_logs_in_whatever_the_form_of_its_key(String algorithm, String form) throws Exception {
        TestCertificate client = TestCertificate.make(algorithm, "127.0.0.1", Duration.ofDays(2));
        try (ApiServer strict = ApiServer.start(folder, TestCertificate.make("EC", "127.0.0.1", Duration.ofDays(2)),
                Optional.of(client))) {
            Files.writeString(folder.resolve("client-" + algorithm + ".key"), client.keyPem(form));
            String user = "client-certificate-data: " + TestCertificate.data(client.certificatePem())
                    + ", client-key: client-" + algorithm + ".key";
            try (Session session = strict.open(strict.kubeconfig("", user), false, Duration.ofSeconds(10),
                    Duration.ofSeconds(5))) {
                assertThat(session.run(List.of(new KubernetesProbe.Version())).getFirst().status())
                        .isInstanceOf(Reading.Status.Read.class);
            }
            SessionFailure stranger = catchThrowableOfType(SessionFailure.class, () -> strict.open(
                    Duration.ofSeconds(10), Duration.ofSeconds(5)));
            assertThat(stranger.reason()).isEqualTo(Reason.AUTHENTICATION);
        }
    }

    @Test
    void an_exec_plugin_runs_where_the_inventory_allows_it_and_only_there() throws Exception {
        Path program = program("""
                #!/bin/sh
                case "$KUBERNETES_EXEC_INFO" in *certificate-authority-data*) ;; *) exit 3;; esac
                echo "$1 $MARK" > "$0.ran"
                echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
                echo '"status":{"token":"from-the-plugin"}}'
                """);
        String kubeconfig = api.kubeconfig("", EXEC.formatted(program));
        Path ran = Path.of(program + ".ran");
        assertThat(refused(kubeconfig).getMessage()).contains("allow-exec");
        assertThat(ran).doesNotExist();
        api.reset();
        try (Session session = api.open(kubeconfig, true, Duration.ofSeconds(10), Duration.ofSeconds(5))) {
            assertThat(session.run(List.of(new KubernetesProbe.Version()))).hasSize(1);
        }
        assertThat(ran).hasContent("hello marked");
        assertThat(api.wireMock().getAllServeEvents()).allMatch(event ->
                event.getRequest().getHeader("Authorization").equals("Bearer from-the-plugin"));
    }

    @Test
    void an_exec_plugin_that_fails_hangs_or_babbles_is_a_failure_in_its_own_words() throws Exception {
        assertThat(allowed("#!/bin/sh\necho 'please log in' >&2\nexit 1\n").getMessage())
                .contains("status 1", "please log in");
        assertThat(allowed("#!/bin/sh\necho top-secret\n").getMessage()).contains("no ExecCredential")
                .doesNotContain("top-secret");
        SessionFailure hanging = catchThrowableOfType(SessionFailure.class, () -> api.open(api.kubeconfig("",
                EXEC.formatted(program("#!/bin/sh\nexec tail -f /dev/null\n"))), true, Duration.ofSeconds(1),
                Duration.ofSeconds(5)));
        assertThat(hanging.reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(catchThrowableOfType(SessionFailure.class, () -> api.open(api.kubeconfig("",
                EXEC.formatted(folder.resolve("gone"))), true, Duration.ofSeconds(5), Duration.ofSeconds(5)))
                .getMessage()).contains("cannot be run");
    }

    @Test
    void in_a_pod_the_service_account_is_used() throws Exception {
        Path account = Files.createTempDirectory(folder, "account");
        Files.writeString(account.resolve("token"), "pods-token\n");
        Files.writeString(account.resolve("ca.crt"), new String(java.util.Base64.getDecoder().decode(
                api.kubeconfig("", "").replaceFirst("(?s).*certificate-authority-data: ([^},]*).*", "$1").strip()),
                java.nio.charset.StandardCharsets.US_ASCII));
        Map<String, String> environment = Map.of("KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT",
                String.valueOf(api.wireMock().httpsPort()));
        api.reset();
        try (Session session = ApiServer.sessions(new Credential.InCluster("pod"), environment, account,
                Duration.ofSeconds(5)).open(SessionId.kubernetes(ApiServer.CLUSTER), in(10))) {
            assertThat(session.run(List.of(new KubernetesProbe.Version()))).hasSize(1);
        }
        assertThat(api.wireMock().getAllServeEvents().getFirst().getRequest().getHeader("Authorization"))
                .isEqualTo("Bearer pods-token");
        assertThat(catchThrowableOfType(SessionFailure.class, () -> ApiServer.sessions(
                new Credential.InCluster("pod"), Map.of(), account, Duration.ofSeconds(5))
                .open(SessionId.kubernetes(ApiServer.CLUSTER), in(10))).getMessage()).contains("does not run in a pod");
    }

    private static Deadline in(int seconds) {
        return Deadline.in(Duration.ofSeconds(seconds));
    }

    private static Path program(String text) throws IOException {
        Path file = Files.createTempFile(folder, "plugin", ".sh");
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private static SessionFailure allowed(String program) throws IOException {
        String kubeconfig = api.kubeconfig("", EXEC.formatted(program(program)));
        return catchThrowableOfType(SessionFailure.class, () -> api.open(kubeconfig, true, Duration.ofSeconds(10),
                Duration.ofSeconds(5)));
    }

    private static SessionFailure refused(String kubeconfig) {
        api.reset();
        SessionFailure failure = catchThrowableOfType(SessionFailure.class, () -> api.open(kubeconfig, false,
                Duration.ofSeconds(10), Duration.ofSeconds(5)));
        assertThat(failure).isNotNull();
        return failure;
    }
}
