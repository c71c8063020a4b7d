package io.tightship.scan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tightship.fixtures.SimulatedSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the README and the other pages tell a reader to type. */
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`((?:\\./)?tightship [a-z][^`]*|mvn [^`]*)`");

    /** What the gate itself runs, since it builds; the gate's script holds it. */
    private static final List<String> OF_THE_GATE = List.of("./tightship demo", "mvn verify");

    /** What an operator does as root on the hosts; {@code RealPrivilegeTest} does the same to a real sudo, {@code EvidenceTest}
     * makes the same keys. */
    private static final Set<String> OF_AN_OPERATOR = Set.of("visudo -cf tightship.sudoers",
            "openssl genpkey -algorithm ed25519 -out key.pem", "openssl pkey -in key.pem -pubout -out public.pem",
            "install -o root -g root -m 0440 tightship.sudoers /etc/sudoers.d/tightship",
            "install -o root -g root -m 0755 tightship-helper /usr/local/sbin/tightship-helper");

    @TempDir
    private Path folder;

    @Test
    void each_command_of_the_pages_works_as_written() throws Exception {
        Set<String> commands = new LinkedHashSet<>(); // a page may use what a former command wrote
        for (Path page : pages()) {
            String text = Files.readString(page);
            for (Matcher block = BLOCK.matcher(text); block.find();) {
                block.group(1).lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(commands::add);
            }
            for (Matcher inline = INLINE.matcher(text); inline.find();) {
                commands.add(inline.group(1));
            }
        }
        assertThat(commands).contains("./tightship scan -i site.yaml -o reports");
        try (SimulatedSite site = SimulatedSite.start("hardened", folder)) {
            for (String command : commands) {
                if (command.startsWith("mvn ") || OF_THE_GATE.contains(command)) {
                    assertThat(Files.readString(ROOT.resolve(".ci/run")) + Files.readString(ROOT.resolve("pom.xml")))
                            .as(command).contains(command.startsWith("mvn ") ? "verify" : command);
                } else if (!command.contains("demo") && !OF_AN_OPERATOR.contains(command)) {
                    run(command, site);
                }
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    /** {@code site.yaml} is the simulated site's inventory, FILE too; ID is a rule; what is written goes to a folder. */
    private void run(String command, SimulatedSite site) throws IOException {
        List<String> words = new ArrayList<>(Arrays.asList(command.replaceAll(" +[>#].*", "").split(" +")));
        words.removeFirst();
        int head = words.indexOf("HEAD");
        if (head >= 0) {
            words.remove(head);
            words.addAll(head, headNode(site));
        }
        boolean init = words.contains("init");
        Path inventory = words.contains("access") ? unprivileged(site) : site.inventory();
        words.replaceAll(word -> switch (word) {
            case "site.yaml", "FILE" -> init ? folder.resolve("new-" + System.nanoTime() + ".yaml").toString()
                    : inventory.toString();
            case "ID" -> "login-sshd-uses-pam";
            case "nights", "evidence.zip" -> folder.resolve(word).toString();
            case "key.pem", "public.pem" -> keys().resolve(word).toString();
            case "waivers.yaml" -> waivers().toString();
            case "reports", "DIR", "reports/assessment.json" ->
                    folder.resolve(word.replace("DIR", "reports")).toString();
            default -> word;
        });
        CommandLineRun run = CommandLineRun.of(words.toArray(String[]::new));
        assertThat(run.code()).as(command + ": " + run.messages() + run.out().lines()
                .filter(line -> !line.startsWith("readable")).limit(20).toList()).isZero();
    }

    /** The folder with a pair of keys as openssl makes it. */
    private Path keys() {
        try {
            if (!Files.exists(folder.resolve("key.pem"))) {
                KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                pem("key.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
                pem("public.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
            }
            return folder;
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pem(String name, String label, byte[] key) throws IOException {
        Files.writeString(folder.resolve(name), "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder()
                .encodeToString(key) + "\n-----END " + label + "-----\n");
    }

    /** The example of the page on waivers. */
    private Path waivers() {
        try {
            String page = Files.readString(ROOT.resolve("docs/waivers.md"));
            return Files.writeString(folder.resolve("waivers.yaml"), page.split("```yaml\n")[1].split("```")[0]);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The simulated head node, which listens on a port of its own and has a key of its own. */
    private List<String> headNode(SimulatedSite site) throws IOException {
        Matcher port = Pattern.compile("port: ([0-9]+), known-hosts").matcher(Files.readString(site.inventory()));
        assertThat(port.find()).isTrue();
        return List.of("root@127.77.0.1:" + port.group(1), "--key", folder.resolve("id_ecdsa").toString(),
                "--known-hosts", folder.resolve("known_hosts").toString());
    }

    /** The same site for a user who is not root and reads by the helper. */
    private static Path unprivileged(SimulatedSite site) throws IOException {
        return Files.writeString(site.inventory().resolveSibling("unprivileged.yaml"), Files.readString(site.inventory())
                .replace("user: root", "user: auditor").replace("privilege: root-login", "privilege: helper"));
    }
}
