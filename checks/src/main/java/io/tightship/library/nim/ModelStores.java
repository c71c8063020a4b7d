package io.tightship.library.nim;

import io.tightship.fact.kubernetes.PodContainer;
import io.tightship.fact.kubernetes.PodShape;
import io.tightship.fact.kubernetes.PodShape.Volume;
import io.tightship.fact.kubernetes.Workloads;
import io.tightship.fact.kubernetes.Workloads.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds who can write what a NIM loads its model from: itself, or another pod that shares the claim. */
final class ModelStores implements NimRule.Judge {

    private static final Set<String> KINDS = Set.of("persistentVolumeClaim", "nfs", "hostPath", "csi");

    @Override
    public List<String> faults(Nim nim, Workloads all, Set<String> approved) {
        if (nim.fetches()) {
            return List.of();
        }
        List<String> faults = new ArrayList<>();
        Set<String> claims = new TreeSet<>();
        for (PodShape shape : nim.shapes()) {
            for (PodContainer container : Nim.servers(shape)) {
                for (PodContainer.Mount mount : container.mounts()) {
                    shape.volumes().stream().filter(volume -> volume.name().equals(mount.volume())
                            && KINDS.contains(volume.kind())).forEach(volume -> {
                                if (volume.kind().equals("persistentVolumeClaim")) {
                                    claims.add(volume.source());
                                }
                                if (!mount.readOnly() && !volume.readOnly()) {
                                    faults.add("container " + container.name() + " can write " + mount.path() + " ("
                                            + words(volume) + ")");
                                }
                            });
                }
            }
        }
        all.all().stream().filter(other -> other.namespace().equals(nim.workload().namespace())
                && !other.id().equals(nim.workload().id()) && !new Nim(other).fetches()).forEach(other ->
                claims.stream().filter(claim -> writes(other, claim)).forEach(claim -> faults.add(other.kind() + " "
                        + other.name() + " can write its claim " + claim)));
        return faults;
    }

    private static String words(Volume volume) {
        return switch (volume.kind()) {
            case "persistentVolumeClaim" -> "claim " + volume.source();
            default -> volume.kind() + " " + volume.source();
        };
    }

    private static boolean writes(Workload other, String claim) {
        return other.running().stream().anyMatch(shape -> shape.volumes().stream().anyMatch(volume ->
                volume.kind().equals("persistentVolumeClaim") && volume.source().equals(claim) && !volume.readOnly()
                        && (shape.mountsOf(volume).stream().anyMatch(mount -> !mount.readOnly())
                        || shape.containers().stream().anyMatch(container -> container.devices().contains(volume.name())))));
    }
}
