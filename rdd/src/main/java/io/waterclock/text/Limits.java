// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

/** The limits of text input and output. */
final class Limits {
    private Limits() {}

    /**
     * Bytes of a split, at most. Small enough that a big file keeps every core busy to the end and that a lost task costs
     * a fraction of a second, big enough that opening a file is noise; the block size of Hadoop's local file system, so that
     * a file has as many partitions here as there.
     */
    static final long SPLIT_BYTES = 32L << 20;

    /**
     * The last split of a file may be larger than the others by so many tenths, rather than leaving a crumb. So a file of 21
     * bytes wanted in 2 partitions is cut in 10 and 11, not in 10, 10 and 1. Hadoop's figure.
     */
    static final int SPLIT_SLACK_TENTHS = 1;

    /** Bytes read at once: few system calls, and still within a core's own cache when they are scanned. */
    static final int READ_BYTES = 128 << 10;

    /** Bytes of the least buffer, for files smaller than this. */
    static final int LEAST_BUFFER_BYTES = 512;

    /**
     * Bytes of a line, at most. A line is in memory twice while it is decoded, in the buffer and as a String of up to
     * twice its bytes; a file without line ends fails by name here instead of by OutOfMemoryError somewhere.
     */
    static final int LINE_BYTES = 256 << 20;

    /** Bytes that a line is taken to have where the number of lines must be guessed. */
    static final int GUESSED_LINE_BYTES = 64;

    /** Bytes of a part file collected before they are written. */
    static final int WRITE_BYTES = 64 << 10;
}
