// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.memory;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Open files, lent for one read or write each: as many are open as threads are reading or writing, and a few more that
 * may be used again. So a merge of a thousand files needs no thousand handles.
 *
 * <p>{@link RandomAccessFile} and not a channel, since an interrupt closes a channel under all who use it.
 */
final class Handles implements Closeable {
    static final int MAX_IDLE = 64;

    // guarded by this
    private final Map<Key, RandomAccessFile> idle = new LinkedHashMap<>();
    private final Map<Path, Integer> lentOf = new HashMap<>();
    /** Those that were deleted while they were lent. */
    private final Set<Path> forgotten = new HashSet<>();

    private int lent;
    private boolean closed;

    private record Key(Path path, boolean write) {}

    synchronized int open() {
        return lent + idle.size();
    }

    /** Reads or writes at a place of a file. */
    interface Use {
        int at(RandomAccessFile file) throws IOException;
    }

    int with(Path path, boolean write, Use use) throws IOException {
        Key key = new Key(path, write);
        RandomAccessFile file = lend(key);
        boolean ended = false;
        try {
            int result = use.at(file);
            ended = true;
            return result;
        } finally {
            takeBack(key, file, ended);
        }
    }

    private RandomAccessFile lend(Key key) throws IOException {
        synchronized (this) {
            if (closed) {
                throw new FileNotFoundException(key.path + " (its engine is closed)");
            }
            RandomAccessFile known = idle.remove(key);
            lent++;
            lentOf.merge(key.path, 1, Integer::sum);
            if (known != null) {
                return known;
            }
        }
        boolean opened = false;
        try {
            RandomAccessFile file = new RandomAccessFile(key.path.toFile(), key.write ? "rw" : "r");
            opened = true;
            return file;
        } finally {
            if (!opened) {
                synchronized (this) {
                    back(key.path);
                }
            }
        }
    }

    /** Whether the file may be kept open. The caller holds the monitor. */
    private boolean back(Path path) {
        lent--;
        boolean good = !forgotten.contains(path);
        if (lentOf.merge(path, -1, Integer::sum) == 0) {
            lentOf.remove(path);
            forgotten.remove(path);
        }
        return good;
    }

    private void takeBack(Key key, RandomAccessFile file, boolean good) throws IOException {
        RandomAccessFile surplus = null;
        synchronized (this) {
            boolean there = back(key.path);
            if (closed || !good || !there || idle.containsKey(key)) {
                surplus = file;
            } else {
                idle.put(key, file);
                if (idle.size() > MAX_IDLE) {
                    surplus = idle.remove(idle.keySet().iterator().next());
                }
            }
        }
        close(surplus);
    }

    /** Closes what is open of a file that is to be deleted. */
    void forget(Path path) throws IOException {
        RandomAccessFile read;
        RandomAccessFile written;
        synchronized (this) {
            if (lentOf.containsKey(path)) {
                forgotten.add(path);
            }
            read = idle.remove(new Key(path, false));
            written = idle.remove(new Key(path, true));
        }
        close(read);
        close(written);
    }

    private static void close(@Nullable RandomAccessFile file) throws IOException {
        if (file != null) {
            file.close();
        }
    }

    @Override
    public void close() {
        Map<Key, RandomAccessFile> open;
        synchronized (this) {
            closed = true;
            open = new LinkedHashMap<>(idle);
            idle.clear();
        }
        for (RandomAccessFile file : open.values()) {
            try {
                file.close();
            } catch (IOException e) {
                System.getLogger("io.waterclock.engine.embedded")
                        .log(System.Logger.Level.DEBUG, "A temporary file could not be closed", e);
            }
        }
    }
}
