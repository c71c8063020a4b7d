package io.tightship.fact.nvue;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;

/**
 * A revision of a switch's configuration that is not settled: staged by somebody and not applied, or applied until a
 * confirmation that has not come.
 *
 * @param id    local to the switch; empty for one that stands for all
 * @param state NVUE's own word, such as {@code pending} or {@code confirm}
 */
public record NvueRevision(String id, String state) {

    /** By id. None is a known value: all revisions of the switch are settled. */
    public static final FactKey<PerSubject<NvueRevision>> UNSETTLED =
            FactKey.perSubject("nvue-revisions", "", NvueRevision.class);

    /** Stands for all of them where the switch's release of NVUE cannot list its revisions. @param detail what it said */
    public static NvueRevision unlisted(String detail) {
        return new NvueRevision("", detail);
    }

    public boolean isListed() {
        return !id.isEmpty();
    }

    /** True where NVUE undoes by itself what is applied unless somebody confirms it. */
    public boolean awaitsConfirmation() {
        return state.equals("confirm");
    }
}
