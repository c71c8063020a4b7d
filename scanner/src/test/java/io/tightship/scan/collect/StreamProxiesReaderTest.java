package io.tightship.scan.collect;

import static io.tightship.scan.collect.ControlPlaneSite.HEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.Fact;
import io.tightship.fact.reach.StreamProxies;
import io.tightship.model.Reason;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamProxiesReaderTest {

    private static final SessionId NODE = SessionId.node(HEAD);
    private static final NodeProbe FILE = new NodeProbe.ReadFile("/etc/nginx/nginx.conf");

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
        assertThat(new ControlPlaneSite().text(NODE, FILE, GUIDE).read(HEAD, StreamProxies.KEY))
                .isInstanceOfSatisfying(Fact.Known.class, fact -> assertThat(((StreamProxies) fact.value()).proxies())
                        .containsExactly(new StreamProxies.Proxy(10443, "", admin),
                                new StreamProxies.Proxy(10444, "[::1]", admin),
                                new StreamProxies.Proxy(9000, "127.0.0.1", List.of("10.0.0.1:9000"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream {", "}", "stream { server { listen 1; }", "user www-data", "a \"b;",
        "include /etc/nginx/stream.d/*.conf;", "stream { include /x/*.conf; }",
        "stream { server { listen 1; proxy_pass $who; } }", "stream { server { listen unix:/run/x; } }"})
    void what_is_cut_included_or_decided_elsewhere_is_unavailable(String text) {
        assertThat(new ControlPlaneSite().text(NODE, FILE, text).read(HEAD, StreamProxies.KEY))
                .isInstanceOf(Fact.Unavailable.class);
    }

    @Test
    void a_file_that_is_not_there_or_may_not_be_read_is_unavailable() {
        assertThat(new ControlPlaneSite().absent(NODE, FILE, "No such file").read(HEAD, StreamProxies.KEY))
                .isInstanceOf(Fact.Unavailable.class);
        assertThat(new ControlPlaneSite().unread(NODE, FILE, Reason.FORBIDDEN, "x").read(HEAD, StreamProxies.KEY))
                .isInstanceOfSatisfying(Fact.Unavailable.class, fact ->
                        assertThat(fact.reason()).isEqualTo(Reason.FORBIDDEN));
    }
}
