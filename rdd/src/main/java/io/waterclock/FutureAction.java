// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * An action that runs on another thread. {@code get} throws an {@link java.util.concurrent.ExecutionException} whose cause is
 * what the action would have thrown.
 *
 * <p>{@link #cancel} ends its jobs, whatever its parameter says: whether their tasks are interrupted is a matter of the
 * context's {@code setInterruptOnCancel}. It returns at once; the last task may end a little later.
 */
public interface FutureAction<T> extends Future<T>, CompletionStage<T> {

    /** The jobs that it has begun so far; most actions have one. */
    List<Integer> jobIds();
}
