// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory of text files, one a partition: {@code part-00000}, {@code part-00001} …, and an empty {@code _SUCCESS} when all
 * are there.
 *
 * <p>The program calls {@link #create}, tasks call {@link #writePart} on the object or a copy, and the program ends with
 * {@link #commit} or {@link #abort}. A part is written in a directory of its attempt's own below {@code _temporary} and
 * renamed when it is whole, so a reader sees whole parts only, and of several attempts the last to end counts.
 *
 * <p>Both ends first rename {@code _temporary} away. From then on an attempt that is still running finds no place to write, so
 * it can't change what was committed, nor bring back what was aborted.
 */
public final class TextOutput implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String OPERATOR = "saveAsTextFile";
    private static final String TEMPORARY = "_temporary";
    private static final String SUCCESS = "_SUCCESS";
    private static final Pattern PART = Pattern.compile("part-[0-9]{5,}");

    /** Absolute. */
    private final String directory;

    private final boolean made;

    private TextOutput(Path directory, boolean made) {
        this.directory = directory.toString();
        this.made = made;
    }

    /** {@link #create(String, boolean)} without overwriting. */
    public static TextOutput create(String path) {
        return create(path, false);
    }

    /**
     * Makes the directory, and those above it.
     *
     * @param path a local path or {@code file:} URI
     * @param overwrite when there is a directory already, the parts of an earlier output are removed from it; other files
     *     stay
     * @throws WaterclockException with code OUTPUT_EXISTS when something is there, and it isn't a directory to be overwritten; OUTPUT_FAILED when
     *     it can't be made
     */
    public static TextOutput create(String path, boolean overwrite) {
        String local = LocalPaths.withoutScheme(OPERATOR, path, ErrorCode.OUTPUT_FAILED);
        Path directory = LocalPaths.absolute(OPERATOR, local, ErrorCode.OUTPUT_FAILED);
        boolean made = make(path, directory, overwrite);
        TextOutput output = new TextOutput(directory, made);
        try {
            if (!made) {
                output.removeOutput();
            }
            Files.createDirectory(output.temporary());
            return output;
        } catch (IOException e) {
            throw failed("\"" + path + "\" (" + directory + ") can't be prepared for output", e);
        }
    }

    private static boolean make(String path, Path directory, boolean overwrite) {
        try {
            Path parent = directory.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory);
            return true;
        } catch (FileAlreadyExistsException e) {
            boolean isDirectory = Files.isDirectory(directory);
            if (overwrite && isDirectory) {
                return false;
            }
            if (!directory.toString().equals(e.getFile())) {
                throw failed(
                        "The output directory \"" + path + "\" can't be made, since " + e.getFile() + " is a file", e);
            }
            throw new WaterclockException(
                    ErrorCode.OUTPUT_EXISTS,
                    OPERATOR + ": the output " + (isDirectory ? "directory" : "path, a file,") + " \"" + path + "\" ("
                            + directory + ") exists already. Remove it, or write to another path");
        } catch (IOException e) {
            throw failed("The output directory \"" + path + "\" (" + directory + ") can't be made", e);
        }
    }

    /**
     * Writes each record's {@code String.valueOf} and an LF, in UTF-8, as the part of a partition; in a task. What the
     * iterator throws comes out unchanged, and leaves nothing behind.
     *
     * @return how many records there were
     * @throws WaterclockException with code OUTPUT_FAILED, naming the file
     */
    public Long writePart(int partition, Iterator<?> records) {
        String name = String.format(Locale.ROOT, "part-%05d", partition);
        Path attempt = temporary().resolve(name + "-" + UUID.randomUUID());
        Path file = attempt.resolve(name);
        try {
            PartWriter writer = PartWriter.create(attempt, file);
            long count = 0;
            try (writer) {
                while (records.hasNext()) {
                    writer.line(String.valueOf((Object) records.next()));
                    count++;
                }
                writer.flush();
            }
            publish(file, directory().resolve(name));
            return count;
        } catch (Throwable e) {
            try {
                Files.deleteIfExists(file);
                Files.deleteIfExists(attempt);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private static void publish(Path file, Path part) {
        try {
            Files.move(file, part, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("Renaming " + file + " to " + part + " failed", e);
        }
    }

    /**
     * Declares the output complete: removes what attempts left, and writes {@code _SUCCESS}.
     *
     * @throws WaterclockException with code OUTPUT_FAILED
     */
    public void commit() {
        try {
            discardTemporary();
            Files.write(directory().resolve(SUCCESS), new byte[0]);
        } catch (IOException e) {
            throw failed("The output in " + directory + " is written and can't be committed", e);
        }
    }

    /**
     * Removes all parts, and the directory if it was made for them and holds nothing else, so that the job can be run again.
     * When nothing is left, this does nothing.
     *
     * @throws WaterclockException with code OUTPUT_FAILED
     */
    public void abort() {
        try {
            removeOutput();
            if (made) {
                Files.deleteIfExists(directory());
            }
        } catch (DirectoryNotEmptyException e) {
            // Somebody else's files: they stay, and the directory with them.
            return;
        } catch (IOException e) {
            throw failed(
                    "What a failed job wrote to " + directory + " can't be removed; remove it before the next try", e);
        }
    }

    /** Removes {@code _SUCCESS} first, so that nobody takes what is left for a whole. */
    private void removeOutput() throws IOException {
        Files.deleteIfExists(directory().resolve(SUCCESS));
        discardTemporary();
        if (!Files.exists(directory())) {
            return;
        }
        for (Path entry : LocalPaths.entries(directory())) {
            String name = LocalPaths.nameOf(entry);
            if (PART.matcher(name).matches()) {
                Files.deleteIfExists(entry);
            } else if (name.startsWith(TEMPORARY)) {
                deleteTree(entry);
            }
        }
    }

    private void discardTemporary() throws IOException {
        Path discarded = directory().resolve(TEMPORARY + "-" + UUID.randomUUID());
        try {
            Files.move(temporary(), discarded, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Never made, or discarded before.
            return;
        }
        deleteTree(discarded);
    }

    /** Deletes what is there, not what links in it lead to. */
    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Path directory() {
        return Path.of(directory);
    }

    private Path temporary() {
        return directory().resolve(TEMPORARY);
    }

    static WaterclockException failed(String what, IOException e) {
        return new WaterclockException(ErrorCode.OUTPUT_FAILED, OPERATOR + ": " + what + ": " + IoErrors.reason(e), e);
    }

    @Override
    public String toString() {
        return directory;
    }
}
