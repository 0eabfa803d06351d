// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.file.InputFiles;
import io.waterclock.file.InputFiles.InputFile;
import io.waterclock.file.LocalPaths;
import io.waterclock.function.Function;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A directory of the local file system, or those that a glob stands for. */
final class LocalDirectories implements WatchedDirectories {
    private final String operator;
    private final String path;
    private final Function<Path, Boolean> filter;

    /**
     * @param operator the method called and where, for errors
     * @param path of a directory, or a glob of directories
     * @param filter of what isn't hidden
     * @throws WaterclockException with code INPUT_NOT_FOUND when the path is on another file system, isn't a glob, or is a file
     */
    LocalDirectories(String operator, String path, Function<Path, Boolean> filter) {
        this.operator = operator;
        this.path = path;
        this.filter = filter;
        if (isNoneNow()) {
            requireNoFile(LocalPaths.withoutScheme(operator, path, ErrorCode.INPUT_NOT_FOUND));
        }
    }

    private boolean isNoneNow() {
        try {
            return InputFiles.directories(operator, path).isEmpty();
        } catch (WaterclockException e) {
            if (e.getCause() instanceof IOException) {
                return false; // it can't be looked at now, which batches say until it can
            }
            throw e;
        }
    }

    private void requireNoFile(String local) {
        Path plain = LocalPaths.absolute(operator, local, ErrorCode.INPUT_NOT_FOUND);
        if (Files.isRegularFile(plain)) {
            throw new WaterclockException(
                    ErrorCode.INPUT_NOT_FOUND,
                    operator + ": \"" + path + "\" (" + plain
                            + ") is a file, and a stream watches directories. Name the directory that files come into; a file that is there already is read by textFile and its like");
        }
    }

    @Override
    public List<Directory> now() throws IOException {
        List<Directory> directories = new ArrayList<>();
        try {
            for (Path directory : InputFiles.directories(operator, path)) {
                directories.add(new LocalDirectory(directory));
            }
        } catch (WaterclockException e) {
            // One of the directories above went away while the glob was matched, or can't be read.
            throw new IOException(e.getMessage(), e);
        }
        return directories;
    }

    /** For tasks that read by path. */
    static List<InputFile> inputFiles(List<FileStatus> files) {
        return files.stream()
                .map(file -> new InputFile(Path.of(file.uri()), file.length()))
                .toList();
    }

    /** A text of its own for each path, also where the charset of the platform can't write the name. */
    private static String identity(Path path, String text) {
        return text.indexOf('\uFFFD') < 0 ? text : path.toUri().getRawPath();
    }

    private boolean isWanted(Path file) {
        Boolean wanted;
        try {
            wanted = filter.call(file);
        } catch (Exception e) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_FAILED, "The filter of " + operator + " failed for " + file + ": " + e, e);
        }
        if (wanted == null) {
            throw new WaterclockException(
                    ErrorCode.FUNCTION_FAILED, "The filter of " + operator + " returned null for " + file);
        }
        return wanted;
    }

    private final class LocalDirectory implements Directory {
        private final Path directory;

        LocalDirectory(Path directory) {
            this.directory = directory;
        }

        @Override
        public String path() {
            return identity(directory, directory.toString());
        }

        @Override
        public void forEach(Consumer<Entry> consumer) throws IOException {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    String name = LocalPaths.nameOf(entry);
                    if (!InputFiles.isHidden(name) && isWanted(entry)) {
                        consumer.accept(new LocalEntry(entry, identity(entry, name)));
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            } catch (NotDirectoryException e) {
                throw new NoSuchFileException(directory.toString());
            }
        }
    }

    private record LocalEntry(Path file, String name) implements Entry {

        @Override
        public String path() {
            return file.toString();
        }

        @Override
        public URI uri() {
            return file.toUri();
        }

        @Override
        public @Nullable Attributes attributes() throws IOException {
            BasicFileAttributes found = read(file);
            return found == null || !(found.isRegularFile() || found.isDirectory())
                    ? null
                    : new Attributes(
                            found.isDirectory(),
                            found.size(),
                            found.lastModifiedTime().toMillis());
        }

        @Override
        public @Nullable List<FileStatus> filesInside() throws IOException {
            if (InputFiles.isUnfinished(file)) {
                return null;
            }
            List<Path> inside = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
                entries.forEach(inside::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            inside.removeIf(entry -> InputFiles.isHidden(LocalPaths.nameOf(entry)));
            inside.sort(null);
            List<FileStatus> files = new ArrayList<>(inside.size());
            for (Path entry : inside) {
                BasicFileAttributes found = read(entry);
                if (found != null && found.isRegularFile()) {
                    long modifiedMs = found.lastModifiedTime().toMillis();
                    files.add(new FileStatus(entry.toUri(), entry.toString(), found.size(), modifiedMs));
                }
            }
            return files;
        }

        /** Links are followed. */
        private static @Nullable BasicFileAttributes read(Path path) throws IOException {
            try {
                return Files.readAttributes(path, BasicFileAttributes.class);
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }
}
