package io.tightship.library.login;

import io.tightship.check.Check;
import io.tightship.fact.Context;
import io.tightship.fact.Need;
import io.tightship.fact.Need.Own;
import io.tightship.fact.PerSubject;
import io.tightship.fact.linux.AllowList;
import io.tightship.fact.linux.LoginValues;
import io.tightship.model.Evidence;
import io.tightship.model.Rule;
import io.tightship.model.Severity;
import io.tightship.model.Step;
import io.tightship.model.Target;
import io.tightship.model.Verdict;
import io.tightship.model.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The allow lists of a control-plane node are those of the image that it is installed from. */
final class AllowListInImage implements Check {

    private static final Own<PerSubject<AllowList>> NODE = Own.of(AllowList.OF_NODE);
    private static final Own<PerSubject<AllowList>> IMAGE = Own.of(AllowList.OF_IMAGE);

    /** Which files the readers read: declared, so that they are values of the rule and stand in the report. */
    private static final Need.Setting<String> FOLDER = Need.Setting.of(LoginValues.ALLOW_LIST_FOLDER);
    private static final Need.Setting<Set<String>> FILES = Need.Setting.of(LoginValues.ALLOW_LIST_FILES);

    private static final Rule RULE = Rule.builder("login-allow-list-in-image")
            .title("The login gate's allow lists are the same in the software image")
            .severity(Severity.MEDIUM)
            .appliesTo(Target.Node.class, "nodes that run a control plane or etcd", Target.Node::mayHoldEtcd)
            .witness(Witness.ON_DISK, Witness.DESIRED)
            .rationale("""
                    The node is installed and updated from its image. A name that was taken from the node alone is back after
                    the next installation; one that was taken from the image alone still logs in to the node.""")
            .remediation("""
                    Bring the lists in the software image into the wanted form, then update the node from it.""")
            .reference("Base Command Manager Administrator Manual", "User node login").build();

    @Override
    public Rule rule() {
        return RULE;
    }

    @Override
    public Set<Need<?>> needs() {
        return Set.of(NODE, IMAGE, FOLDER, FILES);
    }

    @Override
    public List<Verdict> evaluate(Context context) {
        Target.Node node = (Target.Node) context.target();
        if (node.isHead()) {
            return List.of(new Verdict.NotApplicable("", "the head node " + node.name()
                    + " is not installed from a software image", List.of()));
        }
        List<Verdict> verdicts = new ArrayList<>();
        Map<String, AllowList> images = context.get(IMAGE).known();
        context.get(NODE).known().forEach((path, list) -> {
            if (images.containsKey(path)) {
                Set<String> here = names(list);
                Set<String> there = names(images.get(path));
                String observed = said(here) + " on the node, " + said(there) + " in its image";
                List<Evidence> evidence = Stream.concat(context.sources(NODE, path).stream().map(source ->
                        source.evidence(0, said(here))), context.sources(IMAGE, path).stream().map(source ->
                        source.evidence(0, said(there)))).toList();
                verdicts.add(Verdict.of(here.equals(there), path, observed, "the same names", path + " holds " + observed
                        + (here.equals(there) ? "" : "; expected the same names"), evidence));
            }
        });
        return verdicts;
    }

    private static Set<String> names(AllowList list) {
        Set<String> names = new TreeSet<>();
        list.entries().forEach(entry -> names.add(entry.name()));
        return names;
    }

    private static String said(Set<String> names) {
        return names.isEmpty() ? "nobody" : String.join(", ", names);
    }

    @Override
    public List<Step> remediation(Context context, Verdict.Fail fail) {
        return List.of(Step.prose("Write the names that are wanted into " + fail.subject()
                        + " in the software image of " + context.target().name() + ", then update the node."),
                Step.command("the head node", "cmsh -c \"device; use " + context.target().name() + "; imageupdate -w\""));
    }
}
