package io.tightship.fact.linux;

import io.tightship.fact.FactKey;
import io.tightship.fact.PerSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Match} blocks of a running sshd that say something of logins: what they set overrides the rest of the
 * configuration for whom they match, and {@code sshd -T} tells it only of a connection that they match.
 *
 * @param blocks in their order; of two that set one keyword, the first that matches counts
 */
public record SshdBlocks(List<Block> blocks) {

    /** By the daemon's name, with {@code , Match blocks} after it. */
    public static final FactKey<PerSubject<SshdBlocks>> KEY = FactKey.perSubject("sshd-match-blocks", "", SshdBlocks.class);

    private static final Pattern USERS = Pattern.compile("(?i)(?:^|\\s)user[\\s=]+(\\S+)");

    public SshdBlocks {
        blocks = List.copyOf(blocks);
    }

    /**
     * @param criteria as written after {@code Match}; no two blocks have the same
     * @param keywords in lower case, with their values as written
     */
    public record Block(String criteria, String path, int line, Map<String, String> keywords) {
        public Block {
            keywords = java.util.Collections.unmodifiableMap(new TreeMap<>(keywords));
        }

        /** Whether its criteria do not leave this user out, by the patterns of {@code Match User}. */
        public boolean mayBe(String user) {
            Matcher users = USERS.matcher(criteria);
            while (users.find()) {
                if (!matches(users.group(1), user)) {
                    return false;
                }
            }
            return true;
        }

        private static boolean matches(String patterns, String user) {
            boolean found = false;
            for (String pattern : patterns.split(",")) {
                String regex = "\\Q" + pattern.replaceFirst("^!", "").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
                if (user.matches(regex)) {
                    if (pattern.startsWith("!")) {
                        return false;
                    }
                    found = true;
                }
            }
            return found;
        }

        /** Whether it is for every connection, so that later blocks cannot set what it sets. */
        boolean all() {
            return criteria.toLowerCase(Locale.ROOT).equals("all");
        }
    }

    /** The blocks by which the keyword gets a value for somebody, with no earlier one in their way. */
    public List<Block> setting(String keyword) {
        List<Block> setting = new ArrayList<>();
        for (Block block : blocks) {
            if (block.keywords().containsKey(keyword) && setting.stream().noneMatch(Block::all)) {
                setting.add(block);
            }
        }
        return setting;
    }
}
