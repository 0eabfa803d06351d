// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming;

/** Every bound of this module that is not a setting, with its unit and the reason for its size. */
public final class Limits {
    private Limits() {}

    /** Events. Some hundred batches of ten outputs: a listener may be held up for that long before batches wait for it. */
    public static final int LISTENER_EVENTS = 10_000;

    /** Times the batch interval: how long a graceful stop may take when the setting doesn't say. */
    public static final int GRACEFUL_STOP_INTERVALS = 10;

    /** Milliseconds. The least default of the same, since at an interval of 1 ms ten intervals are nothing. */
    public static final long GRACEFUL_STOP_MIN_MS = 10_000;

    /**
     * Milliseconds. The least time for which no batch must have had to wait until a program that fell behind is said to keep up; where the
     * interval is long, as long as it takes for batches to pile up again. Shorter, and intervals of some milliseconds fill the log: a pause
     * of the garbage collector is a spell of lateness to them. One message a minute can be read, and tells of each time that matters.
     */
    public static final long KEEPS_UP_MIN_MS = 60_000;

    /** Milliseconds that a stop waits for a thread of ours to end once its work was cancelled, before it interrupts it. */
    public static final long CANCEL_WAIT_MS = 2_000;

    /** Milliseconds that a stop then waits before it gives up on the thread, and says which code holds it. */
    public static final long INTERRUPT_WAIT_MS = 5_000;

    /** Milliseconds that a stop waits for listeners to take the last events. */
    public static final long LISTENER_DRAIN_MS = 10_000;

    /** Milliseconds that receivers get to end when the stop isn't graceful. */
    public static final long RECEIVER_STOP_MS = 2_000;

    /** Milliseconds that the end of the JVM grants the engine beyond all that: tasks that end slowly, threads to join. */
    public static final long ENGINE_CLOSE_MS = 30_000;

    /**
     * Files of a stream that are known for being too old for any batch, at up to 64 bytes each. What is beyond is looked at in each batch, and
     * isn't counted.
     */
    public static final int AGED_FILES = 500_000;

    /** Of those, how many are looked at again in each batch whether it is time or not: some milliseconds on a local disk. */
    public static final int AGED_LOOKS = 1_000;

    /** Files of a stream that can't be looked at, kept by name in each position. A directory with more counts as one that can't be listed. */
    public static final int UNSEEN_FILES = 1_000;

    /** Files that the text for people about a batch names; all are in the metadata. */
    public static final int FILES_DESCRIBED = 100;

    /** Files or directories that can't be looked at, of one batch, that the log names. */
    public static final int PROBLEMS_SAID = 3;

    /**
     * Groups of keys in a snapshot of a state: enough for as many readers as a state has partitions, few enough that each is worth a
     * stream. It can't be changed: what was saved has it.
     */
    public static final int KEY_GROUPS = 256;

    /** Batches whose delays {@code StatsReportListener} looks back on when the program doesn't say. */
    public static final int STATS_BATCHES = 10;
}
