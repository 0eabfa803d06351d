// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A lineage as text, a line a node, what lies before a shuffle indented. A node that was shown with its parents is not shown twice. */
final class LineageText {
    private final RDDContext context;
    private final StringBuilder text = new StringBuilder();
    private final Set<Lineage> shown = Collections.newSetFromMap(new IdentityHashMap<>());

    private LineageText(RDDContext context) {
        this.context = context;
    }

    static String of(AbstractRDD<?, ?> rdd) {
        LineageText all = new LineageText(rdd.handle());
        String name = rdd.name();
        Lineage top = rdd.lineage();
        String count = "(" + top.numPartitions() + ")";
        all.line("", count + " " + (name == null ? "" : name + " "), top);
        all.parents(top, bar(count));
        return all.text.toString();
    }

    private void line(String prefix, String mark, Lineage node) {
        StorageLevel level = context.storageLevel(node);
        if (text.length() > 0) {
            text.append('\n');
        }
        text.append(prefix).append(mark).append(node).append(" [");
        if (level.isValid()) {
            text.append(level.description());
        }
        text.append(']');
    }

    /** A bar below the middle of the number of partitions. */
    private static String bar(String count) {
        int left = (count.length() - 1) / 2;
        return " ".repeat(left) + "|" + " ".repeat(count.length() - left);
    }

    private void parents(Lineage of, String prefix) {
        Lineage node = of;
        while (node.parents().size() == 1 && !isShuffled(node, node.parents().get(0))) {
            node = node.parents().get(0); // a long line of operators doesn't need a deep stack
            if (!shown.add(node)) {
                line(prefix, "", node);
                text.append(node.parents().isEmpty() ? "" : " …");
                return;
            }
            line(prefix, "", node);
        }
        List<Lineage> parents = node.parents();
        for (int i = 0; i < parents.size(); i++) {
            Lineage parent = parents.get(i);
            boolean again = !shown.add(parent);
            String below = prefix;
            if (isShuffled(node, parent)) {
                String count = "(" + parent.numPartitions() + ")";
                String outer = prefix.replaceAll("\\|\\s+$", "");
                line(outer, "+-" + count + " ", parent);
                below = outer + (i == parents.size() - 1 ? "  " : "| ") + bar(count);
            } else {
                line(prefix, "", parent);
            }
            if (again) {
                text.append(parent.parents().isEmpty() ? "" : " …");
            } else {
                parents(parent, below);
            }
        }
    }

    private static boolean isShuffled(Lineage node, Lineage parent) {
        return node instanceof Lineage.Shuffle
                || node instanceof Lineage.CoGroup cogroup
                        && !cogroup.partitioner().equals(parent.partitioner());
    }
}
