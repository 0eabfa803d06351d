// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.engine.TaskFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The private temporary files of an engine. Under each directory that the setting names it has one of its own, made with
 * the first file and readable by the user alone; all is gone after {@link #close}. What processes that died have left
 * is swept at the start.
 *
 * <p>Safe for any thread.
 */
public final class LocalFiles implements AutoCloseable {
    /** The setting that names the directories. */
    static final String SETTING = "waterclock.local.dir";

    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");

    /** A directory with less room than this, in bytes, is passed over while another has more. */
    private static final long LOW = 64L << 20;

    private final List<Path> roots;
    private final Handles handles = new Handles();

    // guarded by this
    private final Map<Path, PrivateDirectory> directories = new HashMap<>();
    private long count;
    private boolean closed;

    /**
     * @param roots where to put files, in turn; those that don't exist are made when they are needed
     */
    public LocalFiles(List<Path> roots) {
        this.roots = List.copyOf(roots);
        roots.forEach(PrivateDirectory::sweep);
    }

    /**
     * A new, empty file.
     *
     * @param what it is for; the beginning of its name
     * @throws WaterclockException with code LOCAL_STORAGE_FAILED when none of the directories can be written to;
     *     CONTEXT_STOPPED after close
     */
    public LocalFile create(String what) {
        synchronized (this) {
            if (closed) {
                throw TaskFailures.engineClosed("A file for " + what);
            }
            long number = count++;
            Path root = choose(number);
            try {
                PrivateDirectory directory = directories.get(root);
                if (directory == null) {
                    directory = PrivateDirectory.create(root);
                    directories.put(root, directory);
                }
                return new LocalFile(directory.path().resolve(what + "-" + number), handles);
            } catch (IOException e) {
                throw failed("No file for " + what + " could be made", root, e);
            }
        }
    }

    private Path choose(long number) {
        int first = (int) (number % roots.size());
        for (int i = 0; i < roots.size(); i++) {
            Path root = roots.get((first + i) % roots.size());
            if (roots.size() == 1 || usableBytes(root) >= LOW) {
                return root;
            }
        }
        return roots.get(first);
    }

    private static long usableBytes(Path directory) {
        Path there = directory;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toFile().getUsableSpace();
    }

    /** Composes the error of a directory that can't be used. */
    static WaterclockException failed(String what, Path directory, IOException cause) {
        return new WaterclockException(
                ErrorCode.LOCAL_STORAGE_FAILED,
                what + " in " + directory + " (" + (usableBytes(directory) >> 20) + " MB free there): " + cause
                        + ". Make room, or let "
                        + SETTING + " name a directory, or several with commas between, that can be written to and has"
                        + " more room; or let more fit in memory, by a larger heap or by keeping less",
                cause);
    }

    /** The directories that this engine has made, under the setting's. */
    public synchronized List<Path> directories() {
        return directories.values().stream().map(PrivateDirectory::path).toList();
    }

    /** How many file handles are open. */
    public int openHandles() {
        return handles.open();
    }

    /** Deletes all files and the directories. Who still reads or writes one fails. */
    @Override
    public void close() {
        List<PrivateDirectory> made;
        synchronized (this) {
            closed = true;
            made = new ArrayList<>(directories.values());
            directories.clear();
        }
        handles.close();
        IOException first = null;
        Path left = null;
        for (PrivateDirectory directory : made) {
            try {
                directory.close();
            } catch (IOException e) {
                first = e;
                left = directory.path();
            }
        }
        warn(left, first);
    }

    private static void warn(@Nullable Path left, @Nullable IOException cause) {
        if (cause != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Temporary files in " + left + " could not be deleted; the next start will try again",
                    cause);
        }
    }
}
