// SPDX-License-Identifier: Apache-2.0
package io.waterclock.proofs;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Checks that a class is linearizable: random scenes of its {@code @Operation}s on two threads, each in many interleavings,
 * give what the operations give one after the other in some order.
 */
public final class Linear {
    private static final int SCENES = Integer.getInteger("proofs.scenes", 6);

    private Linear() {}

    public static void check(Class<?> operations) {
        check(operations, Together.TIMES);
    }

    /** The same for operations that take long, as {@link Together#playLong}. */
    public static void checkLong(Class<?> operations) {
        check(operations, Together.TIMES / 4);
    }

    private static void check(Class<?> operations, int times) {
        try {
            new ModelCheckingOptions()
                    .threads(2)
                    .actorsPerThread(3)
                    .actorsBefore(1)
                    .actorsAfter(1)
                    .iterations(SCENES)
                    .invocationsPerIteration(times)
                    .check(operations);
        } catch (LincheckAssertionError e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
