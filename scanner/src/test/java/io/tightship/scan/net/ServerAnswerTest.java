package io.tightship.scan.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ServerAnswerTest {

    /** What openssl s_server 3.0.19 answered to an offer of TLS 1.2. */
    private static final String TLS12_HELLO = "1603030041" + "0200003d0303046bc1e9a25c60e56345df547ce82a537d9bb46ea3"
            + "5932e0444f574e4752440100c02f000015ff01000100000b000403000102002300000017" + "0000";

    /** The HelloRetryRequest of the same server, asked for a group that it does not have. */
    private static final String RETRY = "1603030058" + "020000540303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e07"
            + "9e09e2c8a8339c20dc88698f2529359ed57aabdee08a27e38792f43aa8ad3722e7038fe068ed0932130200000c002b00020304"
            + "003300020018";

    @Test
    void a_server_hello_tells_version_and_suite() throws Exception {
        assertThat(read(TLS12_HELLO)).isEqualTo(new ServerAnswer.Hello(0x0303, 0xc02f));
    }

    @Test
    void a_hello_in_several_records_is_put_together() throws Exception {
        String message = TLS12_HELLO.substring(10);
        assertThat(read("1603030003" + message.substring(0, 6) + "160303003e" + message.substring(6)))
                .isEqualTo(new ServerAnswer.Hello(0x0303, 0xc02f));
    }

    @Test
    void a_retry_request_settles_version_and_suite_as_well() throws Exception {
        assertThat(read(RETRY)).isEqualTo(new ServerAnswer.Hello(0x0304, 0x1302));
    }

    @Test
    void warnings_before_the_hello_are_passed_over_but_a_notice_of_the_end_is_an_end() throws Exception {
        assertThat(read("15030300020170" + TLS12_HELLO)).isEqualTo(new ServerAnswer.Hello(0x0303, 0xc02f));
        assertThat(read("15030300020100")).isEqualTo(new ServerAnswer.Closed());
    }

    @Test
    void a_fatal_alert_is_told() throws Exception {
        assertThat(read("15030100020246")).isEqualTo(new ServerAnswer.Alert(70));
        assertThat(read("15030000020228")).isEqualTo(new ServerAnswer.Alert(40));
    }

    @Test
    void an_end_at_any_point_is_an_end() throws Exception {
        for (int length = 0; length < TLS12_HELLO.length(); length += 2) {
            assertThat(read(TLS12_HELLO.substring(0, length))).as("%d", length).isEqualTo(new ServerAnswer.Closed());
        }
    }

    @Test
    void whatever_is_no_tls_is_refused_with_its_first_bytes() {
        assertThatThrownBy(() -> read("485454502f312e3120343030")).isInstanceOf(ExchangeFailure.class)
                .hasMessageContaining("'HTTP/'");
        assertThatThrownBy(() -> read("1b5b316d00")).hasMessageContaining("'?[1m?'");
        assertThatThrownBy(() -> read("160303ffff")).isInstanceOf(ExchangeFailure.class);
        assertThatThrownBy(() -> read("16030300040b000000")).hasMessageContaining("no ServerHello");
        assertThatThrownBy(() -> read("160303000602000002" + "0303")).hasMessageContaining("ends too early");
    }

    private static ServerAnswer read(String hex) throws Exception {
        return ServerAnswer.read(new ByteArrayInputStream(HexFormat.of().parseHex(hex)));
    }
}
