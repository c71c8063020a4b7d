package io.tightship.fact;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @CsvSource({"10.141.0.1, 10.141.0.1", "0.0.0.0, 0.0.0.0", "255.255.255.255, 255.255.255.255", "::, ::", "::1, ::1",
        "1::, 1::", "fd00::1, fd00::1", "FD00:0:0:0:0:0:0:1, fd00::1", "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "2001:0db8::0001, 2001:db8::1", "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8", "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:192.0.2.33, 1:2:3:4:5:6:c000:221", "::192.0.2.33, ::c000:221"})
    void the_usual_forms_are_read_and_written_in_one_way(String written, String plain) {
        assertThat(IpAddress.parse(written)).get().hasToString(plain);
        assertThat(IpAddress.parse(plain)).isEqualTo(IpAddress.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.1", "::FFFF:10.0.0.1", "::ffff:a00:1", "0:0:0:0:0:ffff:10.0.0.1",
        "0000:0000:0000:0000:0000:ffff:0a00:0001"})
    void an_ipv4_address_that_is_mapped_into_ipv6_is_the_ipv4_address(String written) {
        assertThat(IpAddress.parse(written)).isEqualTo(IpAddress.parse("10.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "10.0.0.1 ", " 10.0.0.1", "10.0.0", "10.0.0.0.1", "10.0.0.", ".10.0.0", "10..0.1",
        "10.0.0.256", "10.0.0.-1", "10.0.0.+1", "010.0.0.1", "10.0.0.01", "00.0.0.0", "0x0a.0.0.1", "167772161", "10.1",
        "١٠.٠.٠.١", "10.0.0.1\n", "localhost", "head-1", "10.0.0.1/32", "10.0.0.1:22", "[::1]", ":", ":::", "1:::2",
        "1::2::3", "::1::", ":1::2", "1::2:", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::",
        "g::", "::1.2.3", "::1.2.3.256", "::01.2.3.4", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%eth0", "fe80::1%", "::1/128", "٠::1", "1:2:3:4:5:6:7:8\n"})
    void anything_else_is_no_address(String written) {
        assertThat(IpAddress.parse(written)).isEmpty();
    }

    @Test
    void loopback_is_what_only_the_host_itself_reaches() {
        for (String own : List.of("127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1")) {
            assertThat(IpAddress.parse(own).orElseThrow().isLoopback()).as(own).isTrue();
        }
        for (String other : List.of("126.255.255.255", "128.0.0.0", "0.0.0.0", "::", "::127.0.0.1", "10.0.0.1")) {
            assertThat(IpAddress.parse(other).orElseThrow().isLoopback()).as(other).isFalse();
        }
    }

    @Test
    void every_address_that_is_written_is_read_as_the_same_and_as_the_platform_reads_it() throws Exception {
        Random random = new Random(7);
        for (int run = 0; run < 5_000; run++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            for (int i = 0; i < bytes.length; i++) { // runs of zeros are what the short form folds
                bytes[i] = random.nextInt(3) == 0 ? (byte) random.nextInt() : 0;
            }
            IpAddress address = new IpAddress(new BigInteger(1, bytes), bytes.length * 8);
            assertThat(IpAddress.parse(address.toString())).contains(address);
            assertThat(IpAddress.parse(InetAddress.getByAddress(bytes).getHostAddress())).contains(address);
            assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(bytes);
        }
    }

    @Test
    void addresses_sort_by_family_and_then_by_number() {
        assertThat(new TreeSet<>(List.of("::1", "10.0.0.2", "9.255.0.0", "fd00::", "10.0.0.10").stream()
                .map(text -> IpAddress.parse(text).orElseThrow()).toList())).extracting(IpAddress::toString)
                .containsExactly("9.255.0.0", "10.0.0.2", "10.0.0.10", "::1", "fd00::");
    }
}
