package io.tightship.scan.collect;

import io.tightship.scan.probe.Derived;
import io.tightship.scan.probe.FileProbe;
import io.tightship.scan.probe.NodeProbe;
import io.tightship.scan.probe.Reading;
import io.tightship.scan.probe.RuntimeProbe;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folders of network plugins that containerd was told of, where they are not the usual ones. */
record CniFolders() implements Derived {

    static final RuntimeProbe.ContainerdFolders SOURCE = new RuntimeProbe.ContainerdFolders();
    static final String CONFIGURATIONS = "/etc/cni/net.d";
    static final String PROGRAMS = "/opt/cni/bin";

    private static final Pattern ALLOWED = Pattern.compile("(?=.*cni)/(?:(?!\\.\\.?/)[A-Za-z0-9_.@+-]+/)*"
            + "[A-Za-z0-9_.@+-]+");
    private static final Pattern LINE = Pattern.compile("\\s*(conf_dir|bin_dirs?)\\s*=(.*)");
    private static final Pattern QUOTED = Pattern.compile("[\"']([^\"']*)[\"']");

    @Override
    public NodeProbe source() {
        return SOURCE;
    }

    @Override
    public Pattern allowed() {
        return ALLOWED;
    }

    @Override
    public int max() {
        return 4;
    }

    @Override
    public List<NodeProbe> shapes(String path) {
        return List.of(new RuntimeProbe.CniConfigurations(path), new FileProbe.Paths(path));
    }

    @Override
    public String description() {
        return "the folders of network plugins that containerd's configuration names (conf_dir, bin_dir)";
    }

    @Override
    public List<NodeProbe> derive(Reading source) {
        List<NodeProbe> probes = new ArrayList<>();
        if (source.status() instanceof Reading.Status.Read) {
            named(source, "conf_dir").stream().filter(folder -> !folder.equals(CONFIGURATIONS))
                    .forEach(folder -> probes.add(new RuntimeProbe.CniConfigurations(folder)));
            named(source, "bin_dir").stream().map(folder -> program(folder)).filter(path ->
                    !path.equals(program(PROGRAMS)) && path.matches("/[A-Za-z0-9_.@+/-]+")).forEach(path ->
                    probes.add(new FileProbe.Paths(path)));
        }
        return probes;
    }

    static String program(String folder) {
        return folder + "/bandwidth";
    }

    /** The folders that lines of the kind name, each once. */
    static Set<String> named(Reading source, String kind) {
        Set<String> folders = new LinkedHashSet<>();
        for (String line : source.text().lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches() && parts.group(1).startsWith(kind)) {
                Matcher quoted = QUOTED.matcher(parts.group(2));
                while (quoted.find()) {
                    folders.add(quoted.group(1).replaceAll("(?<=.)/$", ""));
                }
            }
        }
        folders.remove("");
        return folders;
    }
}
