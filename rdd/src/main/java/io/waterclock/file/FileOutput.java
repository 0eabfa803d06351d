// SPDX-License-Identifier: Apache-2.0
package io.waterclock.file;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.function.Shared;
import io.waterclock.function.Sneaky;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A directory of files, one a partition: {@code part-00000}, {@code part-00001} …, and an empty {@code _SUCCESS} when all
 * are there. The one way in which jobs write files, whatever is in them.
 *
 * <p>The program calls {@link #create}, tasks call {@link #writePart} on the object or a copy, and the program ends with
 * {@link #commit} or {@link #abort}. An attempt writes to a file of its own below {@code _temporary}; when it is whole, it is renamed to the task's place
 * there, so of several attempts the last to end counts. The commit moves all parts to where readers look, and writes {@code _SUCCESS}
 * last. A job that fails leaves nothing; one that is killed leaves {@code _temporary}, by which {@link #create} knows it.
 *
 * <p>Both ends first rename {@code _temporary} away. From then on an attempt that is still running finds no place to write, so
 * it can't change what was committed, nor bring back what was aborted.
 */
public final class FileOutput implements Shared, Serializable {
    private static final long serialVersionUID = 1L;
    private static final String TEMPORARY = "_temporary";
    private static final String SUCCESS = "_SUCCESS";
    private static final Pattern PART = Pattern.compile("part-[0-9]{5,}(\\.[^/]*)?");

    /** Of the method that the program called, for errors. */
    private final String operator;

    /** Absolute. */
    private final String directory;

    private final boolean made;
    private final boolean sync;

    /** How many directories were made above it. */
    private final int parentsMade;

    private FileOutput(String operator, Path directory, boolean made, boolean sync, int parentsMade) {
        this.operator = operator;
        this.directory = directory.toString();
        this.made = made;
        this.sync = sync;
        this.parentsMade = parentsMade;
    }

    /**
     * Makes the directory, and those above it.
     *
     * @param operator the method called, for errors
     * @param path a local path or {@code file:} URI
     * @param overwrite when there is a directory already, the parts of an earlier output are removed from it; other files
     *     stay
     * @param sync whether parts are forced to the disk before they are renamed, and the directory before {@link #commit} returns, so that what
     *     was committed outlives a power failure; else it outlives the process, and the operating system writes it when it likes
     * @throws WaterclockException with code OUTPUT_EXISTS when something is there, and it isn't a directory to be overwritten; OUTPUT_FAILED when
     *     it can't be made
     */
    public static FileOutput create(String operator, String path, boolean overwrite, boolean sync) {
        String local = LocalPaths.withoutScheme(operator, path, ErrorCode.OUTPUT_FAILED);
        Path directory = LocalPaths.absolute(operator, local, ErrorCode.OUTPUT_FAILED);
        int parentsMade = missingParents(directory);
        boolean made = make(operator, path, directory, overwrite);
        FileOutput output = new FileOutput(operator, directory, made, sync, parentsMade);
        try {
            if (!made) {
                output.removeOutput();
            }
            Files.createDirectory(output.temporary());
            return output;
        } catch (IOException e) {
            throw failed(operator, "\"" + path + "\" (" + directory + ") can't be prepared for output", e);
        }
    }

    private static int missingParents(Path directory) {
        int missing = 0;
        for (Path at = directory.getParent(); at != null && !Files.exists(at); at = at.getParent()) {
            missing++;
        }
        return missing;
    }

    private static boolean make(String operator, String path, Path directory, boolean overwrite) {
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
                        operator,
                        "The output directory \"" + path + "\" can't be made, since " + e.getFile() + " is a file",
                        e);
            }
            throw new WaterclockException(
                    ErrorCode.OUTPUT_EXISTS,
                    operator + ": the output " + (isDirectory ? "directory" : "path, a file,") + " \"" + path + "\" ("
                            + directory + ") exists already"
                            + (isDirectory && isUnfinished(directory)
                                    ? ", and its job has not ended: it is still running, or was killed. When none is running, remove the directory; nothing in it is complete"
                                    : ". Remove it, or write to another path"));
        } catch (IOException e) {
            throw failed(operator, "The output directory \"" + path + "\" (" + directory + ") can't be made", e);
        }
    }

    /** Whether a job is writing to a directory, or was killed in the midst of it. */
    static boolean isUnfinished(Path directory) {
        try {
            for (Path entry : LocalPaths.entries(directory)) {
                if (LocalPaths.nameOf(entry).startsWith(TEMPORARY)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // It can't be looked into, so nothing is known of it; whoever needs it will hear why.
            return false;
        }
        return false;
    }

    /**
     * Writes the part of a partition; in a task. What the iterator throws comes out unchanged, and leaves nothing behind.
     *
     * @return how many records there were
     * @throws WaterclockException with code OUTPUT_FAILED, naming the file
     */
    public Long writePart(int partition, Iterator<?> records, PartFormat format) {
        String name = nameOf(partition, format);
        Path attempt = temporary().resolve("attempt-" + UUID.randomUUID());
        Path file = attempt.resolve(name);
        try {
            long count = 0;
            PartFile part = PartFile.create(operator, attempt, file, sync);
            try (part) {
                part.begin(format);
                while (records.hasNext()) {
                    part.write(records.next());
                    count++;
                }
                part.end();
            }
            publish(file, temporary().resolve(name));
            discard(attempt);
            return count;
        } catch (Throwable e) {
            try {
                Files.deleteIfExists(file);
                Files.deleteIfExists(attempt);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw Sneaky.unchecked(e);
        }
    }

    /** The commit removes it too, so a place that can't be removed now is no harm. */
    private static void discard(Path attempt) {
        try {
            Files.deleteIfExists(attempt);
        } catch (IOException e) {
            return;
        }
    }

    private static String nameOf(int partition, PartFormat format) {
        return String.format(Locale.ROOT, "part-%05d", partition) + format.extension();
    }

    private void publish(Path file, Path part) {
        try {
            Files.move(file, part, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(operator, "Renaming " + file + " to " + part + " failed", e);
        }
    }

    /**
     * Declares the output complete: moves the parts to their places, removes what attempts left, and writes {@code _SUCCESS}.
     *
     * @param partitions that were written, from 0 on
     * @throws WaterclockException with code OUTPUT_FAILED, also when a part is missing
     */
    public void commit(List<Integer> partitions, PartFormat format) {
        try {
            Path written = directory().resolve(TEMPORARY + "-" + UUID.randomUUID());
            Files.move(temporary(), written, StandardCopyOption.ATOMIC_MOVE);
            for (int partition : partitions) {
                String name = nameOf(partition, format);
                publish(written.resolve(name), directory().resolve(name));
            }
            FileTrees.delete(written);
            if (sync) {
                FileTrees.sync(directory());
            }
            Files.write(directory().resolve(SUCCESS), new byte[0]);
            if (sync) {
                FileTrees.sync(directory());
                syncParents();
            }
        } catch (IOException e) {
            throw failed(operator, "The output in " + directory + " is written and can't be committed", e);
        }
    }

    /** Up to the first that was there before, so that the name of each that was made is on the disk. */
    private void syncParents() throws IOException {
        Path at = directory().getParent();
        for (int i = 0; i <= parentsMade && at != null; i++) {
            FileTrees.sync(at);
            at = at.getParent();
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
                    operator,
                    "What a failed job wrote to " + directory + " can't be removed; remove it before the next try",
                    e);
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
                FileTrees.delete(entry);
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
        FileTrees.delete(discarded);
    }

    private Path directory() {
        return Path.of(directory);
    }

    private Path temporary() {
        return directory().resolve(TEMPORARY);
    }

    static WaterclockException failed(String operator, String what, IOException e) {
        return new WaterclockException(ErrorCode.OUTPUT_FAILED, operator + ": " + what + ": " + IoErrors.reason(e), e);
    }

    @Override
    public String toString() {
        return directory;
    }
}
