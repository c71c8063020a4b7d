package io.tightship.fact.kubernetes;

import java.util.Optional;
import java.util.Set;

/**
 * The name of a container image, as container runtimes read it.
 *
 * @param registry host and port; {@code docker.io} where none is written
 * @param path     without registry, tag and digest; {@code library/} before names of one word on docker.io
 */
public record ImageName(String registry, String path, Optional<String> tag, Optional<String> digest) {

    public static ImageName of(String text) {
        String name = text;
        Optional<String> digest = Optional.empty();
        int at = name.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(name.substring(at + 1));
            name = name.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf('/')) {
            tag = Optional.of(name.substring(colon + 1));
            name = name.substring(0, colon);
        }
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
            return new ImageName(first.equals("index.docker.io") ? "docker.io" : first, name.substring(slash + 1), tag,
                    digest);
        }
        return new ImageName("docker.io", slash < 0 ? "library/" + name : name, tag, digest);
    }

    /** Registry and path. */
    public String repository() {
        return registry + "/" + path;
    }

    /**
     * It comes from a repository, or from one below it where {@code upstream} ends with a slash; or from a mirror that
     * holds the same path, with or without the registry's name.
     *
     * @param upstream {@code registry.k8s.io/kube-proxy}, {@code nvcr.io/nvidia/}
     * @param mirrors  {@code HOST} or {@code HOST/PATH}
     */
    public boolean comesFrom(String upstream, Set<String> mirrors) {
        String bare = upstream.substring(upstream.indexOf('/') + 1);
        return lies(repository(), upstream) || mirrors.stream().map(mirror -> mirror.replaceFirst("/+$", "") + "/")
                .filter(mirror -> repository().startsWith(mirror)).map(mirror -> repository().substring(mirror.length()))
                .anyMatch(rest -> lies(rest, upstream) || !bare.isEmpty() && lies(rest, bare));
    }

    private static boolean lies(String repository, String place) {
        return place.endsWith("/") ? repository.startsWith(place) : repository.equals(place);
    }

    /** Always the same image: it is named by its digest, or by a tag that is not moved with every build. */
    public boolean pinned() {
        return digest.isPresent() || tag.filter(text -> !text.equals("latest")).isPresent();
    }
}
