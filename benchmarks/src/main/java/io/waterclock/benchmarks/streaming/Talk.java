// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.streaming;

/** The first words of the lines between the JVMs of {@link SocketWordCount}. */
final class Talk {
    /** Receiver: batch time, words. */
    static final String WORDS = "WORDS";
    /** Receiver: batch time, delay, processing time. */
    static final String BATCH = "BATCH";
    /** To the receiver: words, checksum, patience. */
    static final String EXPECT = "EXPECT";
    /** Receiver: that all has been counted, or its patience is at its end. */
    static final String COUNTED = "COUNTED";
    /** Receiver: words, checksum, distinct words, peak of the heap, peak after collections, peak of resident memory. */
    static final String RESULT = "RESULT";
    /** Sender: the port. */
    static final String PORT = "PORT";
    /** Sender: that it begins to send. */
    static final String SENDING = "SENDING";
    /** Sender: lines, checksum, nanoseconds, whether the receiver was there until the end. */
    static final String SENT = "SENT";

    private Talk() {}
}
