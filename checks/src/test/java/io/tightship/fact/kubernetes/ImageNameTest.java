package io.tightship.fact.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageNameTest {

    @Test
    void names_are_read_as_container_runtimes_read_them() {
        assertThat(ImageName.of("nginx")).isEqualTo(new ImageName("docker.io", "library/nginx", Optional.empty(),
                Optional.empty()));
        assertThat(ImageName.of("calico/node:v3.29.5")).isEqualTo(new ImageName("docker.io", "calico/node",
                Optional.of("v3.29.5"), Optional.empty()));
        assertThat(ImageName.of("mirror.site:5000/a/b")).isEqualTo(new ImageName("mirror.site:5000", "a/b",
                Optional.empty(), Optional.empty()));
        assertThat(ImageName.of("nvcr.io/nim/meta/llama:1.8@sha256:0a")).isEqualTo(new ImageName("nvcr.io",
                "nim/meta/llama", Optional.of("1.8"), Optional.of("sha256:0a")));
        assertThat(ImageName.of("localhost/x").registry()).isEqualTo("localhost");
    }

    @Test
    void an_image_without_a_tag_or_with_the_moving_one_is_not_pinned() {
        assertThat(ImageName.of("nginx").pinned()).isFalse();
        assertThat(ImageName.of("nginx:latest").pinned()).isFalse();
        assertThat(ImageName.of("nginx:1.27").pinned()).isTrue();
        assertThat(ImageName.of("nginx:latest@sha256:0a").pinned()).isTrue();
    }

    @Test
    void an_image_comes_from_its_repository_or_from_a_mirror_that_the_site_names() {
        assertThat(ImageName.of("nvcr.io/nvidia/driver:570").comesFrom("nvcr.io/nvidia/", Set.of())).isTrue();
        assertThat(ImageName.of("nvcr.io/nvidia-evil/driver:570").comesFrom("nvcr.io/nvidia/", Set.of())).isFalse();
        assertThat(ImageName.of("evil.io/nvcr.io/nvidia/driver").comesFrom("nvcr.io/nvidia/", Set.of())).isFalse();
        Set<String> mirrors = Set.of("mirror.site/", "other.site/nv");
        assertThat(ImageName.of("mirror.site/nvcr.io/nvidia/driver").comesFrom("nvcr.io/nvidia/", mirrors)).isTrue();
        assertThat(ImageName.of("other.site/nv/nvidia/driver").comesFrom("nvcr.io/nvidia/", mirrors)).isTrue();
        assertThat(ImageName.of("other.site/nvidia/driver").comesFrom("nvcr.io/nvidia/", mirrors)).isFalse();
        assertThat(ImageName.of("mirror.site/kube-proxy:v1").comesFrom("registry.k8s.io/kube-proxy", mirrors)).isTrue();
        assertThat(ImageName.of("mirror.site/x/kube-proxy:v1").comesFrom("registry.k8s.io/kube-proxy", mirrors)).isFalse();
    }
}
