// SPDX-License-Identifier: Apache-2.0
package io.waterclock.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The house rules that concern files, not classes. Each method answers the violations, a sentence each. */
final class SourceTree {

    static final int MAX_LINES_OF_A_FILE = 1000;
    static final int MAX_FILES_OF_A_PACKAGE = 25;

    static final int MIN_CHARS_OF_A_SIGN = 100;

    /**
     * Packages that may have more files, and how many. Half the names in {@code rdd} are fixed by the API; lineage, which engines see, is
     * made of them and they of it, so that neither half can live elsewhere without a cycle. The contract of engines is a file a theme.
     */
    static final Map<String, Integer> FULLER_PACKAGES = Map.of(
            "rdd/src/main/java/io/waterclock/rdd",
            48,
            "testkit/engine/src/main/java/io/waterclock/testkit/engine/contract",
            32);

    /** What runs in a user's program. */
    private static final List<String> CORE = List.of(
            "rdd/src/main/java/",
            "engine/embedded/src/main/java/",
            "streaming/src/main/java/",
            "connector/compression/src/main/java/");

    private static final Set<String> NOT_SOURCE = Set.of("target", ".git", ".mvn", ".idea", "node_modules");
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern STEP = Pattern.compile("Step of the record's journey: \\S+");

    private final Path root;
    /** The .java files of each folder that has some. */
    private final Map<Path, List<Path>> folders = new TreeMap<>();

    SourceTree(Path root) {
        this.root = root;
        try {
            Files.walkFileTree(root, new Collector());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The working copy that the tests run in. */
    static SourceTree ofThisBuild() {
        String told = System.getProperty("repository.root");
        if (told != null) {
            return new SourceTree(Path.of(told));
        }
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return new SourceTree(folder);
    }

    int countFiles() {
        return folders.values().stream().mapToInt(List::size).sum();
    }

    /** Each package of main code says at its door what it is, and where on the journey of a record. */
    List<String> signsMissing() {
        List<String> violations = new ArrayList<>();
        for (Path folder : folders.keySet()) {
            if (isMain(folder)) {
                Path sign = folder.resolve("package-info.java");
                if (Files.exists(sign)) {
                    checkSign(sign, violations);
                } else {
                    violations.add(name(folder) + ": no package-info.java");
                }
            }
        }
        return violations;
    }

    List<String> filesTooLong() {
        List<String> violations = new ArrayList<>();
        for (List<Path> files : folders.values()) {
            for (Path file : files) {
                int lines = read(file).split("\n", -1).length - 1;
                if (lines > MAX_LINES_OF_A_FILE) {
                    violations.add(name(file) + ": " + lines + " lines, limit " + MAX_LINES_OF_A_FILE);
                }
            }
        }
        return violations;
    }

    List<String> packagesTooFull() {
        List<String> violations = new ArrayList<>();
        folders.forEach((folder, files) -> {
            int limit = FULLER_PACKAGES.getOrDefault(name(folder), MAX_FILES_OF_A_PACKAGE);
            if (files.size() > limit) {
                violations.add(name(folder) + ": " + files.size() + " files, limit " + limit);
            }
        });
        return violations;
    }

    /** A package is in one jar, or the jars can't be modules. */
    List<String> packagesInTwoModules() {
        Map<String, Path> homes = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        for (Path folder : folders.keySet()) {
            if (isMain(folder)) {
                String path = name(folder);
                String pack = path.substring(path.indexOf("src/main/java/") + "src/main/java/".length());
                Path other = homes.putIfAbsent(pack, folder);
                if (other != null) {
                    violations.add(pack + ": in " + name(other) + " and in " + path);
                }
            }
        }
        return violations;
    }

    /** The classes of the core, by simple name, in which several threads write: see {@link SharedState}. */
    List<String> sharedState() {
        List<String> names = new ArrayList<>();
        folders.forEach((folder, files) -> {
            if (CORE.stream().anyMatch(name(folder)::startsWith)) {
                files.stream().filter(file -> SharedState.isIn(read(file))).forEach(file -> names.add(className(file)));
            }
        });
        return names;
    }

    /** The simple names of the classes in tests, and in the test kits. */
    List<String> testClasses() {
        List<String> names = new ArrayList<>();
        folders.forEach((folder, files) -> {
            if (name(folder).contains("src/test/java/") || name(folder).startsWith("testkit/")) {
                files.forEach(file -> names.add(className(file)));
            }
        });
        return names;
    }

    String page(String name) {
        return read(root.resolve(name));
    }

    private static String className(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }

    private void checkSign(Path sign, List<String> violations) {
        String text = read(sign);
        Matcher javadoc = JAVADOC.matcher(text);
        String said = javadoc.find()
                ? javadoc.group(1)
                        .replaceAll("(?m)^\\s*\\*", " ")
                        .replaceAll("\\s+", " ")
                        .strip()
                : "";
        if (said.length() < MIN_CHARS_OF_A_SIGN) {
            violations.add(name(sign) + ": Javadoc of " + said.length() + " characters, at least " + MIN_CHARS_OF_A_SIGN
                    + " say what lives here, what to read first, what it never does");
        }
        if (!STEP.matcher(said).find()) {
            violations.add(
                    name(sign) + ": no \"Step of the record's journey: …\" (a number and its words, or none and why)");
        }
        if (!text.contains("@NullMarked")) {
            violations.add(name(sign) + ": not @NullMarked");
        }
    }

    private boolean isMain(Path folder) {
        return name(folder).contains("src/main/java/");
    }

    private String name(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Collector extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_SOURCE.contains(folder.getFileName().toString())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
                folders.computeIfAbsent(file.getParent(), folder -> new ArrayList<>())
                        .add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
