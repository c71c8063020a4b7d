package io.tightship.fact.linux;

import io.tightship.fact.FactKey;

/**
 * What systemd says of a service.
 *
 * @param load    {@code loaded}, {@code not-found}, {@code masked}
 * @param active  {@code active}, {@code inactive}, {@code failed}
 * @param enabled {@code enabled}, {@code disabled}; empty where systemd has none
 */
public record ServiceState(String load, String active, String enabled) {

    /** @param unit such as {@code shorewall.service} */
    public static FactKey<ServiceState> of(String unit) {
        return FactKey.of("service-state", unit, ServiceState.class);
    }
}
