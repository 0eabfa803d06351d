// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.shuffle;

import io.waterclock.codec.Codecs;
import io.waterclock.engine.embedded.memory.LocalFile;
import io.waterclock.engine.embedded.memory.LocalFiles;
import io.waterclock.engine.embedded.shuffle.SpillFile.Segment;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the files of pairs that don't fit in memory. A file goes with whoever is done with it, with the last reference to
 * its {@linkplain Segment segments}, or when the engine closes. Safe for any thread.
 */
final class Disk {
    private final LocalFiles files;
    private final ReferenceQueue<SpillFile> unreachable = new ReferenceQueue<>();
    private final Set<Left> open = ConcurrentHashMap.newKeySet();

    private static final class Left extends PhantomReference<SpillFile> {
        private final LocalFile file;

        Left(SpillFile spill, LocalFile file, ReferenceQueue<SpillFile> queue) {
            super(spill, queue);
            this.file = file;
        }
    }

    Disk(LocalFiles files) {
        this.files = files;
    }

    SpillFile create(Codecs codecs) {
        sweep();
        LocalFile file = files.create("shuffle");
        SpillFile spill = new SpillFile(file, codecs);
        open.add(new Left(spill, file, unreachable));
        return spill;
    }

    /** Deletes files that nobody can reach any more. */
    void sweep() {
        Reference<? extends SpillFile> left;
        while ((left = unreachable.poll()) != null) {
            ((Left) left).file.delete();
            open.remove(left);
        }
    }
}
