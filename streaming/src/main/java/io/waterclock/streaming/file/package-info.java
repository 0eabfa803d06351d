// SPDX-License-Identifier: Apache-2.0
/**
 * Streams of the files of watched directories: which file is in which batch, how it is cut into partitions, how many records it had.
 *
 * <p>Step of the record's journey: 1, outside in a file. Read {@link io.waterclock.streaming.file.FileInputDStream} first, then {@code
 * FileSelection}, which has the rules.
 *
 * <p>Never reads a file when a batch is made; that is the business of the batch's tasks. Directories are seen through {@code
 * WatchedDirectories}, so that another file system can be put behind it.
 */
@NullMarked
package io.waterclock.streaming.file;

import org.jspecify.annotations.NullMarked;
