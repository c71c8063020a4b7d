package io.tightship.scan.inventory;

import java.util.List;

/** Everything that is wrong with a file that an operator wrote. */
public final class InventoryException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Each {@code file:line: what is wrong; what was expected}. */
    private final transient List<String> problems;

    public InventoryException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
