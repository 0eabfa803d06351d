// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory of temporary files that belongs to one live process: {@code waterclock-<process>-<random>}, beside it a file
 * of the same name and {@code .lock} which the process holds locked. The operating system lets go of the lock however the process
 * ends, so a lock that can be had tells that the directory is left over.
 *
 * <p>The lock is there before its directory and goes after it, and who sweeps holds the lock meanwhile: so there is never a
 * directory without an owner but for a moment of deletion. A process passes over what bears its own name: to open and close
 * the lock file again would let go of its own lock, on POSIX systems. The process's name has its start time in it since
 * containers give the same process id to each life.
 */
final class PrivateDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.waterclock.engine.embedded");
    private static final String PREFIX = "waterclock-";
    private static final String LOCK = ".lock";
    /** The lock files that {@link #create} makes; others of the prefix are the user's. */
    private static final Pattern LOCK_NAME = Pattern.compile("waterclock-[0-9]+-[0-9]+-[0-9a-f]{8}\\.lock");

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private PrivateDirectory(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    Path path() {
        return path;
    }

    private static String process() {
        ProcessHandle self = ProcessHandle.current();
        return PREFIX + self.pid() + "-"
                + self.info().startInstant().map(Instant::toEpochMilli).orElse(0L) + "-";
    }

    static PrivateDirectory create(Path root) throws IOException {
        Files.createDirectories(root);
        while (true) {
            String name = process() + UUID.randomUUID().toString().substring(0, 8);
            Path lockFile = root.resolve(name + LOCK);
            FileChannel lock;
            try {
                lock = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            PrivateDirectory made = null;
            try {
                // a sweep may have come between opening and locking, and have deleted it
                if (lock.tryLock() != null && Files.exists(lockFile)) {
                    made = new PrivateDirectory(
                            Files.createDirectory(root.resolve(name), forTheUserAlone(root)), lockFile, lock);
                    return made;
                }
            } finally {
                if (made == null) {
                    lock.close();
                    Files.deleteIfExists(lockFile);
                }
            }
        }
    }

    private static FileAttribute<?>[] forTheUserAlone(Path root) {
        return root.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Deletes what dead processes have left under {@code root}. What can't be deleted is left, and said in the debug log. */
    static void sweep(Path root) {
        if (!Files.isDirectory(root)) {
            return;
        }
        String own = process();
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(root, PREFIX + "*" + LOCK)) {
            for (Path lockFile : locks) {
                String name = lockFile.getFileName().toString();
                if (LOCK_NAME.matcher(name).matches() && !name.startsWith(own)) {
                    sweepOne(lockFile);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "Directories left by dead processes in " + root + " were not swept", e);
        }
    }

    private static void sweepOne(Path lockFile) {
        String name = lockFile.getFileName().toString();
        Path left = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.tryLock() != null) { // until it is closed
                delete(left);
                Files.deleteIfExists(lockFile);
                LOG.log(System.Logger.Level.INFO, "Deleted {0}, which a process that died had left behind", left);
            }
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is being deleted by another process", left);
        } catch (IOException | RuntimeException e) { // another user's, or a file system without locks
            LOG.log(System.Logger.Level.DEBUG, "Could not sweep " + left, e);
        }
    }

    /** The files are all in the directory itself. */
    private static void delete(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        IOException failed = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                failed = delete(file, failed);
            }
        }
        failed = delete(directory, failed);
        if (failed != null) {
            throw failed;
        }
    }

    private static @Nullable IOException delete(Path file, @Nullable IOException before) {
        try {
            Files.deleteIfExists(file);
            return before;
        } catch (IOException e) {
            return before == null ? e : before;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            delete(path);
            Files.deleteIfExists(lockFile);
        } finally {
            lock.close();
        }
    }
}
