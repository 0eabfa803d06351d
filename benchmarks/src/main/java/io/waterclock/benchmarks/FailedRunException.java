// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

/** A JVM that should have measured ended without figures; its own output has said why. */
final class FailedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedRunException(String message) {
        super(message);
    }
}
