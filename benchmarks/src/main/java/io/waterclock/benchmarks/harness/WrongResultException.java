// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.harness;

/** A contender's result isn't what it must be: no figure of the run counts. */
public final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongResultException(String message) {
        super(message);
    }
}
