// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.util.Given;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths of the local file system as users write them. */
public final class LocalPaths {
    /** Two letters or more: one letter is a drive. */
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):/.*", Pattern.DOTALL);

    private static final String FILE = "file:";

    private LocalPaths() {}

    /**
     * The path without its {@code file:} prefix. What follows the prefix is taken as it is, without decoding {@code %}.
     *
     * @param operator the method called, for the error
     * @throws WaterclockException with {@code code} when it is on another file system
     */
    public static String withoutScheme(String operator, String path, ErrorCode code) {
        requireThere(operator, path);
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    operator + ": a path is empty. Name a file or a directory; \".\" is the working directory");
        }
        if (path.regionMatches(true, 0, FILE, 0, FILE.length())) {
            return withoutHost(operator, path, path.substring(FILE.length()), code);
        }
        Matcher scheme = SCHEME.matcher(path);
        if (scheme.matches()) {
            throw new WaterclockException(
                    code,
                    operator + ": \"" + path + "\" is on the file system \"" + scheme.group(1)
                            + "\", and only local files are known here. A connector for that file system is needed; without one, "
                            + "give a local path or a file: URI");
        }
        return path;
    }

    static void requireThere(String operator, String path) {
        Given.given(path, operator, "path");
    }

    private static String withoutHost(String operator, String path, String rest, ErrorCode code) {
        if (!rest.startsWith("//")) {
            return rest;
        }
        int slash = rest.indexOf('/', 2);
        String host = rest.substring(2, slash < 0 ? rest.length() : slash);
        if (slash < 0 || !(host.isEmpty() || host.equals("localhost"))) {
            throw new WaterclockException(
                    code,
                    operator + ": \"" + path + "\" names the host \"" + host
                            + "\". A path on this machine has three slashes: file:///" + rest.substring(2));
        }
        return rest.substring(slash);
    }

    /** @throws WaterclockException with {@code code} when the file system has no such names */
    public static Path absolute(String operator, String path, ErrorCode code) {
        try {
            return Path.of(path).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new WaterclockException(
                    code, operator + ": \"" + path + "\" can't be a path here: " + e.getReason(), e);
        }
    }

    /** The parts between the commas, but for commas in braces and escaped ones. */
    public static List<String> splitAtCommas(String paths) {
        List<String> parts = new ArrayList<>(1);
        int depth = 0;
        int start = 0;
        for (int i = 0; i < paths.length(); i++) {
            char c = paths.charAt(i);
            if (c == '\\' && ESCAPES) {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == ',' && depth <= 0) {
                parts.add(paths.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(paths.substring(start));
        return parts;
    }

    /** What is in a directory, in no order. */
    static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw new IOException(e.getMessage(), e);
        }
        return entries;
    }

    public static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    /** Whether a backslash escapes; where it separates names it can't. */
    static final boolean ESCAPES = File.separatorChar != '\\';
}
