package io.tightship.fact.nvidia;

import io.tightship.fact.FactKey;
import io.tightship.model.DatedData;
import java.util.List;
import java.util.Optional;

/** Known faults of the container toolkit and of the operator that installs it: those that come with the product first. */
public record ToolkitAdvisories(List<Collection> collections) {

    /** Of a cluster; the same for all of them. */
    public static final FactKey<ToolkitAdvisories> KEY = FactKey.of("toolkit-advisories", ToolkitAdvisories.class);

    public ToolkitAdvisories {
        collections = List.copyOf(collections);
    }

    /** One file of them. */
    public record Collection(DatedData data, List<Advisory> advisories) {
        public Collection {
            advisories = List.copyOf(advisories);
        }
    }

    /**
     * A fault. One of the versions is there at least.
     *
     * @param toolkit  the first version of the container toolkit without it
     * @param operator the first version of the GPU operator without it
     * @param source   of this row
     */
    public record Advisory(String id, Optional<ToolkitVersion> toolkit, Optional<ToolkitVersion> operator, String source) {
    }

    public List<Advisory> all() {
        return collections.stream().flatMap(collection -> collection.advisories().stream()).toList();
    }

    public List<DatedData> data() {
        return collections.stream().map(Collection::data).toList();
    }
}
