// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The directories that a stream watches, on some file system. What is hidden, and what the program's filter doesn't want, isn't shown.
 *
 * <p>Asked by one thread at a time, once a batch. Names are cheap, attributes may cost a call to the file system each; so who asks
 * avoids the latter.
 */
interface WatchedDirectories {

    /** What the path stands for now; none when nothing is there. */
    List<Directory> now() throws IOException;

    /** A directory. */
    interface Directory {
        /** The same for the same directory. */
        String path();

        /**
         * Shows all that is in it, in any order.
         *
         * @throws java.nio.file.NoSuchFileException when it has gone
         */
        void forEach(Consumer<Entry> consumer) throws IOException;
    }

    /** A file or directory in a watched directory. */
    interface Entry {
        /** Another for each in a directory. */
        String name();

        String path();

        URI uri();

        /** As they are now; null when it has gone, or is neither a file nor a directory. */
        @Nullable
        Attributes attributes() throws IOException;

        /**
         * Of a directory: the files in it that are not hidden, in the order of their names, but not what its own directories hold. Null when
         * a job is still writing to it.
         */
        @Nullable
        List<FileStatus> filesInside() throws IOException;
    }

    /**
     * @param length in bytes
     * @param modifiedMs in milliseconds since the epoch
     */
    record Attributes(boolean isDirectory, long length, long modifiedMs) {}
}
