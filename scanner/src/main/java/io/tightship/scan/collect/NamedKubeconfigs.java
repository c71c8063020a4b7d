package io.tightship.scan.collect;

import io.tightship.fact.Fact;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.PathStat;
import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import java.util.List;
import java.util.regex.Pattern;

/** The client certificates of each kubeconfig that is listed below a folder, or that BCM's module files name. */
record NamedKubeconfigs(NodeProbe source) implements Derived {

    static final FileProbe.Paths OF_ROOT = new FileProbe.Paths("/root/.kube/config*");
    static final FileProbe.Paths OF_USERS = new FileProbe.Paths("/home/*/.kube/config");

    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_.@+/-]+");

    @Override
    public Pattern allowed() {
        return PATH;
    }

    @Override
    public int max() {
        return 512;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new FileProbe.ClientCertificates(path));
    }

    @Override
    public String description() {
        return "whose certificates lie in each kubeconfig of " + source.place();
    }

    @Override
    public List<NodeProbe> derive(Reading source) {
        return source.status() instanceof Reading.Status.Read ? paths(source).stream()
                .<NodeProbe>map(FileProbe.ClientCertificates::new).toList() : List.of();
    }

    private List<String> paths(Reading source) {
        return !(this.source instanceof FileProbe.Paths) ? ModuleKubeconfigs.named(source.text()).paths()
                : switch (PathStatReader.of(source)) {
                    case Fact.Known<PerSubject<PathStat>> known -> known.value().known().values().stream()
                            .filter(stat -> stat.type() == 'f').map(PathStat::path).toList();
                    case Fact.Unavailable<PerSubject<PathStat>> unavailable -> List.of();
                };
    }
}
