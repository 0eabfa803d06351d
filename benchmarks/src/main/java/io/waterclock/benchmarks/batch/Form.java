// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.batch;

/** How long a benchmark is. */
public enum Form {
    /** Each case once, over little: shows that it works, and measures nothing. */
    SMOKE,
    QUICK,
    FULL
}
