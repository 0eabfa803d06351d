// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the source of a Waterclock program out of that of a Spark Streaming program, by a table of changes and nothing else. The build runs this
 * file by itself, before anything is compiled.
 */
public final class SourceChanges {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import ((?:org\\.apache\\.spark|scala)\\.[\\w.]+);$");
    private static final Pattern ANY_IMPORT = Pattern.compile("(?m)^import [\\w.]+;$");

    /** One line of the table. */
    record Change(String kind, String there, String here, String needs) {
        String simpleThere() {
            return there.substring(there.lastIndexOf('.') + 1);
        }

        String simpleHere() {
            return here.substring(here.lastIndexOf('.') + 1);
        }
    }

    private final List<Change> changes;

    SourceChanges(List<Change> changes) {
        this.changes = changes;
    }

    /** The folder of theirs is that of package {@code there}, and the folder of ours that of package {@code here}. */
    public static void main(String[] args) throws IOException {
        SourceChanges all = read(Path.of(args[0]));
        Path ours = Files.createDirectories(Path.of(args[2]));
        try (Stream<Path> files = Files.list(Path.of(args[1]))) {
            for (Path theirs : files.toList()) {
                String made = all.apply(Files.readString(theirs)).replace("tests.spark.there", "tests.spark.here");
                Files.writeString(ours.resolve(theirs.getFileName()), made);
            }
        }
    }

    static SourceChanges read(Path table) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (String line : Files.readAllLines(table)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                // Two blanks at least: a piece of source may have one.
                String[] columns = line.split(" {2,}", -1);
                changes.add(new Change(columns[0], columns[1], columns[2], columns.length > 3 ? columns[3] : ""));
            }
        }
        return new SourceChanges(changes);
    }

    List<Change> changes() {
        return changes;
    }

    /**
     * @throws IllegalArgumentException when a class of Spark or Scala is imported that the table doesn't know
     */
    String apply(String source) {
        String made = changed(source);
        Matcher left = IMPORT.matcher(made);
        if (left.find()) {
            throw new IllegalArgumentException("No change is known for the import of " + left.group(1)
                    + "; if there is one, docs/guide/migration.md and the table of changes have to have it");
        }
        return made;
    }

    String changed(String source) {
        String made = source;
        for (Change change : changes) {
            String before = made;
            made = apply(change, made);
            if (!change.needs().isEmpty() && !made.equals(before)) {
                made = importing(change.needs(), made);
            }
        }
        return made;
    }

    private static String apply(Change change, String source) {
        return switch (change.kind()) {
            case "class" -> {
                String imported = "import " + change.there() + ";";
                yield source.contains(imported)
                        ? source.replace(imported, "import " + change.here() + ";")
                                .replaceAll("\\b" + change.simpleThere() + "\\b", change.simpleHere())
                        : source;
            }
            case "package" ->
                source.replaceAll(
                        "(?m)^import " + Pattern.quote(change.there()) + "\\.(\\w+);$",
                        "import " + change.here() + ".$1;");
            case "text" -> source.replace(change.there(), change.here());
            case "field" -> source.replaceAll("\\." + change.there() + "\\b(?!\\()", "." + change.here());
            default -> throw new IllegalArgumentException("No such kind of change: " + change.kind());
        };
    }

    private static String importing(String name, String source) {
        TreeSet<String> imports = new TreeSet<>(
                ANY_IMPORT.matcher(source).results().map(m -> m.group()).toList());
        return imports.contains("import " + name + ";")
                ? source
                : source.replace(imports.first(), "import " + name + ";\n" + imports.first());
    }
}
