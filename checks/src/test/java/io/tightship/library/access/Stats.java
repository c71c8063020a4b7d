package io.tightship.library.access;

import io.tightship.check.Case;
import io.tightship.fact.linux.PathStat;
import io.tightship.model.NodeRole;
import io.tightship.model.Space;
import io.tightship.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A head node with some files. */
final class Stats {

    static final Target.Node HEAD = new Target.Node("head-1", Set.of(NodeRole.HEAD), Optional.empty(), Space.ADMIN,
            Optional.empty(), false, Optional.empty());

    private Stats() {
    }

    static PathStat file(String path, int mode, long owner) {
        return new PathStat(path, 'f', mode, owner, owner);
    }

    /** Each file under the first pattern that it matches. */
    static Case of(String name, List<String> patterns, PathStat... files) {
        Case facts = Case.of(name, HEAD);
        Set<String> taken = new java.util.HashSet<>();
        for (String pattern : patterns) {
            Map<String, PathStat> found = new TreeMap<>();
            for (PathStat file : files) {
                if (file.path().matches(pattern.replace(".", "\\.").replace("*", "[^/]*")) && taken.add(file.path())) {
                    found.put(file.path(), file);
                }
            }
            facts = facts.withMembers(HEAD, PathStat.matching(pattern), found);
        }
        return facts;
    }
}
