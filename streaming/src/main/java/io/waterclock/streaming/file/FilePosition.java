// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import java.util.List;
import java.util.Map;

/**
 * What a batch of a stream of files covers, and what the next has to know.
 *
 * @param files in the order in which the batch has them
 * @param taken what these are in the watched directories, by which they aren't taken again
 * @param ignored how many were found for the first time, and were too old for any batch
 * @param sinceMs the stream takes only files that were changed after this, in milliseconds since the epoch
 * @param windowMs how old a file could be
 * @param fromMs the next batch takes only files that were changed after this, but for what is behind
 * @param behind what this batch couldn't look at
 */
public record FilePosition(
        List<FileStatus> files,
        List<Entry> taken,
        long ignored,
        long sinceMs,
        long windowMs,
        long fromMs,
        Behind behind) {

    /** A file, or a directory of files, in a watched directory. */
    public record Entry(String directory, String name) {}

    /**
     * What counts from earlier than the rest, since it couldn't be looked at; mostly nothing.
     *
     * @param directories that can't be listed, and after when a file in them has to be changed to be taken
     * @param files that can't be looked at, and the same of each
     * @param taken files that batches before the window of this one have, and could be taken again; and the times of these batches
     */
    public record Behind(Map<String, Long> directories, Map<Entry, Long> files, Map<Entry, Long> taken) {}
}
