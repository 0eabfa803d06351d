// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import java.util.List;

/**
 * What a batch of a stream of files covers.
 *
 * @param files in the order in which the batch has them
 * @param taken what these are in the watched directories, by which they aren't taken again
 * @param ignored how many were found for the first time, and were too old for any batch
 * @param sinceMs the stream takes only files that were changed after this, in milliseconds since the epoch
 */
public record FilePosition(List<FileStatus> files, List<Entry> taken, long ignored, long sinceMs) {

    /** A file, or a directory of files, in a watched directory. */
    public record Entry(String directory, String name) {}
}
