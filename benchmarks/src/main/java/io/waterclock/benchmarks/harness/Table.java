// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;

/** A table that reads well on a terminal and is Markdown, so that it can be put into RESULTS.md as it is. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heads) {
        rows.add(List.of(heads));
    }

    public Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    "The table has " + rows.get(0).size() + " columns, the row " + cells.length + " cells");
        }
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            line(text, rows.get(r), widths, ' ');
            if (r == 0) {
                line(text, rows.get(0).stream().map(head -> "").toList(), widths, '-');
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, char filler) {
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            text.append('|').append(filler).append(cell);
            text.append(String.valueOf(filler).repeat(widths[i] - cell.length() + 1));
        }
        text.append("|\n");
    }
}
