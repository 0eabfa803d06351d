// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of documentation.
 *
 * @param name its path from the root of the repository
 */
record Page(String name, String text) {
    private static final Set<String> NOT_PAGES = Set.of("target", ".git", ".mvn", ".idea", "node_modules");
    private static final Pattern FENCE = Pattern.compile("( *)(`{3,}|~{3,})\\s*(.*?)\\s*");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    /**
     * A block between fences.
     *
     * @param line of the opening fence, from 1
     * @param info what stands behind it
     */
    record Fence(String page, int line, String info, String code) {
        /** Where a line of the code is on the page; 1 is the first line of the code. */
        String at(long lineOfCode) {
            return page + ":" + (line + lineOfCode);
        }

        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    /** A row of a table, its cells as they are written. */
    record Row(String page, int line, List<String> cells) {}

    static Path root() {
        String told = System.getProperty("repository.root");
        Path folder = Path.of(told == null ? "" : told).toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    static List<Page> all() {
        Path root = root();
        List<Page> pages = new ArrayList<>();
        collect(root, root, pages);
        return pages;
    }

    private static void collect(Path root, Path folder, List<Page> pages) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) && !NOT_PAGES.contains(name)) {
                    collect(root, entry, pages);
                } else if (name.endsWith(".md")) {
                    pages.add(read(root, entry));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Page read(Path root, Path file) throws IOException {
        return new Page(root.relativize(file).toString().replace('\\', '/'), Files.readString(file, UTF_8));
    }

    /** The page of this name, such as {@code docs/guide/settings.md}. */
    static Page of(String name) {
        try {
            return read(root(), root().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        return text.lines().toList();
    }

    /** The blocks in their order; an AssertionError when one has no end. */
    List<Fence> fences() {
        List<Fence> fences = new ArrayList<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            Matcher open = FENCE.matcher(lines.get(i));
            if (open.matches()) {
                int end = i + 1;
                StringBuilder code = new StringBuilder();
                while (end < lines.size() && !lines.get(end).strip().equals(open.group(2))) {
                    String line = lines.get(end++);
                    code.append(
                                    line.startsWith(open.group(1))
                                            ? line.substring(open.group(1).length())
                                            : line)
                            .append('\n');
                }
                if (end == lines.size()) {
                    throw new AssertionError(name + ":" + (i + 1) + ": the block has no closing fence");
                }
                fences.add(new Fence(name, i + 1, open.group(3), code.toString()));
                i = end;
            }
        }
        return fences;
    }

    /** The rows of the tables below a heading (all of the page for null), without heads and rules. */
    List<Row> rows(String heading) {
        List<Row> rows = new ArrayList<>();
        boolean here = heading == null;
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("#") && heading != null) {
                here = line.replaceFirst("#+ ", "").equals(heading);
            }
            boolean head = i + 1 < lines.size() && lines.get(i + 1).startsWith("|---");
            if (here && line.startsWith("| ") && !head) {
                rows.add(new Row(name, i + 1, cells(line)));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1).split("(?<!\\\\)\\|")) {
            cells.add(cell.strip());
        }
        return cells;
    }

    /** What links of this page lead to, of the files of the repository. */
    List<String> localLinks() {
        List<String> links = new ArrayList<>();
        Matcher matcher = LINK.matcher(text);
        while (matcher.find()) {
            String target = matcher.group(1).replaceFirst("#.*", "");
            if (!target.isEmpty() && !target.matches("[a-z]+:.*")) {
                links.add(target);
            }
        }
        return links;
    }
}
