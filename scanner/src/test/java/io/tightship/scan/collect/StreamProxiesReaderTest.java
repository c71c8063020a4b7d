package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.reach.StreamProxies;
import io.tightship.model.Reason;
import io.tightship.scan.probe.HostNetworkProbe;
import io.tightship.scan.probe.NginxFiles;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamProxiesReaderTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe FILES = new HostNetworkProbe.NginxConfiguration();

    /** What {@code grep -RZ} prints of files, given as path, content, path, content … */
    private static byte[] stored(String... files) {
        StringBuilder printed = new StringBuilder();
        for (int i = 0; i < files.length; i += 2) {
            String path = files[i];
            files[i + 1].lines().filter(line -> !line.isEmpty()).forEach(line ->
                    printed.append(path).append('\0').append(line).append('\n'));
        }
        return NginxFiles.project(printed.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Fact<StreamProxies> read(int exit, String words, String... files) {
        return new ControlPlaneSite().bytes(NODE, FILES, exit, words, stored(files)).read(HEAD, StreamProxies.KEY);
    }

    /** The guide's snippet within Debian's file. */
    private static final String GUIDE = """
            user www-data;
            include /etc/nginx/modules-enabled/*.conf;
            events { worker_connections 768; }  # a comment; with { braces }
            stream {
                    upstream kube-k8s-admin {
                        server a03-p1-netq-x86-01:6443;
                        server "b04-p1-netq-x86-03:6443" max_fails=2;
                        server old:6443 down;
                    }
                    server {
                        listen 10443;
                        listen [::1]:10444;
                        proxy_pass kube-k8s-admin;
                        proxy_next_upstream on;
                        proxy_connect_timeout 300ms;
                    }
                    server { listen 127.0.0.1:9000; proxy_pass 10.0.0.1:9000; }
            }
            """;

    @Test
    void ports_and_upstreams_are_read_as_nginx_reads_them() {
        List<String> admin = List.of("a03-p1-netq-x86-01:6443", "b04-p1-netq-x86-03:6443");
        assertThat(read(0, "", "/etc/nginx/nginx.conf", GUIDE))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(((StreamProxies) fact.value()).proxies())
                        .containsExactly(new StreamProxies.Proxy(10443, "", admin),
                                new StreamProxies.Proxy(10444, "[::1]", admin),
                                new StreamProxies.Proxy(9000, "127.0.0.1", List.of("10.0.0.1:9000"))));
    }

    @Test
    void red_hats_main_file_includes_what_loads_its_modules() {
        assertThat(proxies("grep: /etc/nginx/lost: No such file or directory", "/etc/nginx/nginx.conf", """
                user nginx;
                include /usr/share/nginx/modules/*.conf;
                stream { include /etc/nginx/stream.d/*.conf; }
                """, "/usr/share/nginx/modules/mod-stream.conf",
                "load_module \"/usr/lib64/nginx/modules/ngx_stream_module.so\";", "/etc/nginx/stream.d/kube.conf",
                "upstream kube { least_conn; zone kube 64k; server a:6443 backup; }\n"
                        + "server { listen 10443 reuseport so_keepalive=on; proxy_pass kube; }"))
                .containsExactly(new StreamProxies.Proxy(10443, "", List.of("a:6443")));
    }

    @Test
    void sockets_and_datagrams_are_no_tcp_ports_and_ranges_are_many() {
        assertThat(proxies("", "/etc/nginx/nginx.conf", """
                stream {
                  server { listen unix:/run/kube.sock; listen 53 udp; listen 10443-10444; proxy_pass a:6443; }
                }
                """)).containsExactly(new StreamProxies.Proxy(10443, "", List.of("a:6443")),
                new StreamProxies.Proxy(10444, "", List.of("a:6443")));
    }

    @Test
    void by_the_name_that_a_client_asks_for_it_may_be_passed_on_to_any_that_the_map_holds() {
        byte[] stored = stored("/etc/nginx/nginx.conf", """
                http { map $http_authorization $who { "Bearer secret" yes; default s3cr3t; } }
                stream {
                  upstream kube { server a:6443; server b:6443; }
                  map $ssl_preread_server_name $to { hostnames; kube.site kube; *.apps.site 10.0.0.9:443; default kube; }
                  server { listen 443; ssl_preread on; proxy_pass $to; }
                }
                """);
        assertThat(new String(stored, StandardCharsets.UTF_8)).doesNotContain("secret").doesNotContain("s3cr3t");
        assertThat(proxies("", stored)).containsExactly(
                new StreamProxies.Proxy(443, "", List.of("a:6443", "b:6443", "10.0.0.9:443")));
    }

    private static List<StreamProxies.Proxy> proxies(String words, String... files) {
        return proxies(words, stored(files));
    }

    private static List<StreamProxies.Proxy> proxies(String words, byte[] stored) {
        return ((Fact.Known<StreamProxies>) new ControlPlaneSite().bytes(NODE, FILES, words.isEmpty() ? 0 : 2, words, stored)
                .read(HEAD, StreamProxies.KEY)).value().proxies();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream {", "}", "stream { server { listen 1; }", "user www-data", "a \"b;",
        "include /usr/share/nginx/x.conf;", "include /usr/share/nginx/modules/missing.conf;", "stream { include /x/*.conf; }", "include ../nginx/../x;", "include a b;",
        "include missing.conf;", "include [ab].conf;", "include nginx.conf;",
        "include n*;include n*;include n*;include n*;include n*;include n*;include n*;include n*;include n*;", "stream { server { listen; } }",
        "stream { upstream { server a:1; } }", "stream { server { listen 1; proxy_pass; } }",
        "stream { server { listen 1; proxy_pass $who; } }", "stream { server { listen 1-2000; } }",
        "stream { map $server_port $who { default a:1; } server { listen 1; proxy_pass $who; } }",
        "stream { map $ssl_preread_server_name $who { default $x; } server { listen 1; proxy_pass $who; } }",
        "stream { map $ssl_preread_server_name $who { include names; } server { listen 1; proxy_pass $who; } }"})
    void what_is_cut_included_or_decided_elsewhere_is_unavailable(String text) {
        assertThat(read(0, "", "/etc/nginx/nginx.conf", text))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_file_that_is_not_there_or_may_not_be_read_is_unavailable() {
        assertThat(new ControlPlaneSite().absent(NODE, FILES, "No such file").read(HEAD, StreamProxies.KEY))
                .isInstanceOf(Fact.Unavailable.class);
        assertThat(new ControlPlaneSite().unread(NODE, FILES, Reason.FORBIDDEN, "x").read(HEAD, StreamProxies.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @Test
    void included_files_stand_in_the_place_of_their_include() {
        assertThat(read(2, "grep: /etc/nginx/sites-enabled/gone: No such file or directory",
                "/etc/nginx/nginx.conf", "include modules-enabled/*.conf;\nhttp { include sites-enabled/*; }\n"
                        + "include /etc/nginx/stream?d/kube*.conf;\n",
                "/etc/nginx/modules-enabled/50-mod-stream.conf", "load_module modules/ngx_stream_module.so;",
                "/etc/nginx/sites-enabled/default", "server { listen 80; root /var/www; }",
                "/etc/nginx/stream.d/kube.conf", "stream { include upstreams/*; server { listen 10443; proxy_pass k; } }",
                "/etc/nginx/stream.d/.kube-old.conf", "stream { server { listen 9; proxy_pass x:1; } }",
                "/etc/nginx/upstreams/k", "upstream k { include members; }",
                "/etc/nginx/upstreams/deeper/k2", "upstream k2 { server z:1; }",
                "/etc/nginx/members", "server a:6443; server b:6443;"))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(((StreamProxies) fact.value()).proxies())
                        .containsExactly(new StreamProxies.Proxy(10443, "", List.of("a:6443", "b:6443"))));
    }

    @Test
    void an_included_file_that_is_broken_or_may_not_be_read_is_unavailable() {
        assertThat(read(0, "", "/etc/nginx/nginx.conf", "include s/*;", "/etc/nginx/s/a", "stream {"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact -> assertThat(fact.detail())
                        .startsWith("/etc/nginx/s/a: "));
        assertThat(read(2, "grep: /etc/nginx/s/a: Permission denied", "/etc/nginx/nginx.conf", "include s/*;"))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }

    @Test
    void what_does_not_say_where_connections_go_is_not_kept() {
        assertThat(new String(stored("/etc/nginx/nginx.conf", "http { proxy_set_header Authorization 'Basic c2VjcmV0'; }\n"
                + "stream { ssl_certificate_key data:c2VjcmV0; server { listen 1; } }\n"), StandardCharsets.UTF_8))
                .contains("listen").doesNotContain("c2VjcmV0");
        assertThat(read(0, "", "/etc/nginx/nginx.conf", "stream ".concat("{".repeat(50_000))))
                .isInstanceOf(Fact.Unavailable.class);
    }
}
