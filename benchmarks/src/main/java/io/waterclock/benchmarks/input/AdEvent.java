// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

/** What the Yahoo streaming benchmark has a stream of, in memory and without the fields that nobody looks at. */
public record AdEvent(Integer ad, int type, long time) {
    public static final int VIEW = 0;
    public static final int TYPES = 3;
}
