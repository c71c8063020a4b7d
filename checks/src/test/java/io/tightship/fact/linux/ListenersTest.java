package io.tightship.fact.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fact.linux.Listeners.Listener;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {

    @Test
    void only_what_other_hosts_reach_by_ipv6_is_named_and_in_the_same_order_every_night() {
        Listeners listeners = new Listeners(List.of(new Listener("fd00::1", 10443), new Listener("*", 10443),
                new Listener("::1", 10443), new Listener("0.0.0.0", 10443), new Listener("::ffff:10.0.0.1", 10443),
                new Listener("::", 22), new Listener("*", 10443)));
        assertThat(listeners.byIpv6(10443)).containsExactly("*:10443", "[fd00::1]:10443");
        assertThat(listeners.byIpv6(443)).isEmpty();
    }
}
