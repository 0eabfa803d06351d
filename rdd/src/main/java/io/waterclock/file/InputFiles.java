// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the files that a path stands for. */
public final class InputFiles {
    /** A file that is there, and how long it is. */
    public record InputFile(Path path, long length) {}

    private static final System.Logger LOG = System.getLogger(InputFiles.class.getName());

    private final String operator;
    /** The path as the program gave it, for errors. */
    private final String given;

    /** The same, with what else was given, between commas. */
    private final String all;

    private final List<InputFile> found = new ArrayList<>();

    private InputFiles(String operator, String given, String all) {
        this.operator = operator;
        this.given = given;
        this.all = all;
    }

    /**
     * The files of a path, a glob, or several with commas between: in the order of the commas, and within one in the order of
     * their names.
     *
     * @param operator the method called, for errors
     * @throws WaterclockException with code INPUT_NOT_FOUND when any of the paths stands for nothing
     */
    public static List<InputFile> list(String operator, String paths) {
        List<InputFile> all = new ArrayList<>();
        for (String path : LocalPaths.splitAtCommas(paths)) {
            InputFiles files = new InputFiles(operator, path, paths);
            files.add(LocalPaths.withoutScheme(operator, path, ErrorCode.INPUT_NOT_FOUND));
            all.addAll(files.found);
        }
        return all;
    }

    /**
     * Refuses at once, before anything is listed, what can't be a path here.
     *
     * @throws NullPointerException when the path is null
     * @throws IllegalArgumentException when a path is empty
     * @throws WaterclockException with code INPUT_NOT_FOUND when a path is on another file system
     */
    public static void check(String operator, String paths) {
        LocalPaths.requireThere(operator, paths);
        for (String path : LocalPaths.splitAtCommas(paths)) {
            LocalPaths.withoutScheme(operator, path, ErrorCode.INPUT_NOT_FOUND);
        }
    }

    /**
     * The directories that a path or a glob stands for now, in the order of their names; none when there is no such directory. A
     * comma is a character like any other, but in braces.
     *
     * @param operator the method called, for errors
     * @throws WaterclockException with code INPUT_NOT_FOUND when it is no glob, or can't be looked at
     */
    public static List<Path> directories(String operator, String path) {
        InputFiles files = new InputFiles(operator, path, path);
        String local = LocalPaths.withoutScheme(operator, path, ErrorCode.INPUT_NOT_FOUND);
        Path plain = Glob.isGlob(local) ? files.existing(local) : files.absolute(Glob.unescape(local));
        Collection<Path> there = plain != null ? List.of(plain) : files.matches(local, new StringBuilder());
        return there.stream()
                .filter(each -> {
                    BasicFileAttributes attributes = files.attributes(each);
                    return attributes != null && attributes.isDirectory();
                })
                .toList();
    }

    private void add(String path) {
        boolean glob = Glob.isGlob(path);
        Path plain = glob ? existing(path) : absolute(Glob.unescape(path));
        if (plain == null) {
            addMatches(path);
            return;
        }
        BasicFileAttributes attributes = attributes(plain);
        if (attributes == null) {
            throw notFound("There is nothing at \"" + given + "\" (" + plain + "). " + howFar(plain) + otherReading());
        }
        if (!attributes.isRegularFile() && !attributes.isDirectory()) {
            throw notFound(
                    "\"" + given + "\" (" + plain
                            + ") is neither a file nor a directory, so it can't be read again when a task is repeated. Copy it to a file");
        }
        addPath(plain, attributes);
    }

    /** What has the very name, when there is such a thing: a file may be called {@code report[1].txt}. */
    private @Nullable Path existing(String path) {
        try {
            Path plain = Path.of(path).toAbsolutePath();
            return Files.exists(plain) ? plain : null;
        } catch (InvalidPathException e) {
            // Not a name of this file system; a glob may be one all the same.
            return null;
        }
    }

    private void addMatches(String glob) {
        StringBuilder tried = new StringBuilder();
        Collection<Path> matches = matches(glob, tried);
        if (matches.isEmpty()) {
            throw notFound(
                    "Nothing matches \"" + given + "\" (from " + tried
                            + "). What has a name that begins with _ or . is passed over by a glob; a relative one starts at the working directory");
        }
        for (Path match : matches) {
            BasicFileAttributes attributes = attributes(match);
            if (attributes == null) {
                throw vanished(match);
            }
            addPath(match, attributes);
        }
    }

    /** In the order of their names. Where it was looked is added to {@code tried}. */
    private Collection<Path> matches(String glob, StringBuilder tried) {
        String slashes = File.separatorChar == '\\' ? glob.replace('\\', '/') : glob;
        Collection<Path> matches = new TreeSet<>();
        try {
            for (String alternative : Glob.withoutBraces(slashes)) {
                Path start = absolute(startOf(alternative));
                List<String> names = new ArrayList<>();
                for (String name :
                        alternative.substring(startOf(alternative).length()).split("/")) {
                    if (!name.isEmpty()) {
                        names.add(name);
                    }
                }
                match(start, names, 0, matches);
                if (tried.length() == 0) {
                    tried.append(start).append(": ").append(String.join("/", names));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new WaterclockException(
                    ErrorCode.INPUT_NOT_FOUND, operator + ": \"" + given + "\" is not a glob: " + e.getMessage(), e);
        }
        return matches;
    }

    /** The root that a path starts from, or nothing for a relative one. */
    private static String startOf(String path) {
        if (path.startsWith("/")) {
            return "/";
        }
        boolean drive = File.separatorChar == '\\' && path.length() > 2 && path.startsWith(":/", 1);
        return drive ? path.substring(0, 3) : "";
    }

    private void match(Path base, List<String> names, int index, Collection<Path> matches) {
        if (index == names.size()) {
            matches.add(base);
            return;
        }
        String name = names.get(index);
        if (!Glob.isGlob(name)) {
            Path next = base.resolve(Glob.unescape(name));
            if (Files.exists(next)) {
                match(next, names, index + 1, matches);
            }
            return;
        }
        Pattern pattern = Glob.compile(name);
        if (Files.isDirectory(base)) {
            for (Path entry : entries(base)) {
                if (pattern.matcher(LocalPaths.nameOf(entry)).matches()) {
                    match(entry, names, index + 1, matches);
                }
            }
        }
    }

    private void addPath(Path path, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            addFile(path, attributes);
        } else if (attributes.isDirectory()) {
            if (isUnfinished(path)) {
                LOG.log(
                        Level.WARNING,
                        "{0}: {1} is the output of a job that has not ended (it has a _temporary): the job is still running, or was killed. What is read from it is not complete",
                        operator,
                        path);
            }
            for (Path entry : entries(path)) {
                BasicFileAttributes ofEntry = attributes(entry);
                if (ofEntry == null) {
                    throw vanished(entry);
                }
                if (ofEntry.isRegularFile()) {
                    addFile(entry, ofEntry);
                }
            }
        }
    }

    /** Whether it is the output of a job that is still writing to it, or was killed. */
    public static boolean isUnfinished(Path directory) {
        return FileOutput.isUnfinished(directory);
    }

    private void addFile(Path file, BasicFileAttributes attributes) {
        found.add(new InputFile(file, attributes.size()));
    }

    /** What is in a directory and isn't hidden, in the order of the names. */
    private List<Path> entries(Path directory) {
        List<Path> entries;
        try {
            entries = LocalPaths.entries(directory);
        } catch (IOException e) {
            throw unlisted(directory, e);
        }
        entries.removeIf(entry -> isHidden(LocalPaths.nameOf(entry)));
        entries.sort(null);
        return entries;
    }

    /** Whether a name is passed over where it isn't asked for: those of files that aren't complete, or aren't data. */
    public static boolean isHidden(String name) {
        return name.startsWith("_") || name.startsWith(".");
    }

    /** As much of the path as is there. */
    private static String howFar(Path path) {
        Path there = firstExisting(path);
        return Files.isDirectory(there)
                ? there + " is there, and has no \"" + there.relativize(path).getName(0) + "\""
                : there + " is there, and is no directory";
    }

    /** What the program may have meant, where that is there. */
    private String otherReading() {
        Path whole = existing(LocalPaths.withoutScheme(operator, all, ErrorCode.INPUT_NOT_FOUND));
        if (whole != null) {
            return ". There is " + whole + ": a comma in a name is written \\,";
        }
        if (given.regionMatches(true, 0, "file:", 0, 5) && given.indexOf('%') >= 0) {
            try {
                Path decoded = Path.of(URI.create(given));
                return Files.exists(decoded)
                        ? ". There is " + decoded + ": a path is taken as it is, without decoding %"
                        : "";
            } catch (IllegalArgumentException | FileSystemNotFoundException e) {
                return ""; // no URI
            }
        }
        return "";
    }

    private static Path firstExisting(Path path) {
        Path there = path;
        for (Path above = path.getParent(); above != null && !Files.exists(there); above = above.getParent()) {
            there = above;
        }
        return there;
    }

    /** Null when there is nothing. Links are followed. */
    private @Nullable BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // A file where a directory would have to be: some JDKs say of it that there is nothing, others that it
            // failed.
            if (Files.isRegularFile(firstExisting(path))) {
                return null;
            }
            throw unlisted(path, e);
        }
    }

    private Path absolute(String path) {
        return LocalPaths.absolute(operator, path, ErrorCode.INPUT_NOT_FOUND);
    }

    private WaterclockException unlisted(Path path, IOException e) {
        return new WaterclockException(
                ErrorCode.INPUT_NOT_FOUND,
                operator + ": " + path + ", wanted for \"" + given + "\", can't be looked at: " + IoErrors.reason(e),
                e);
    }

    private WaterclockException vanished(Path path) {
        return notFound(path + ", found for \"" + given
                + "\", is a link to nothing, or went away while its directory was listed");
    }

    private WaterclockException notFound(String text) {
        return new WaterclockException(ErrorCode.INPUT_NOT_FOUND, operator + ": " + text);
    }
}
