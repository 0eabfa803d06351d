// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The listeners of one attempt, and its end. Parts of an attempt add theirs from several threads. */
final class TaskListeners {
    private final TaskContext task;
    private final List<TaskCompletionListener> completion = new ArrayList<>(1);
    private final List<TaskFailureListener> failure = new ArrayList<>(1);
    private final List<Runnable> interrupt = new ArrayList<>(1);

    TaskListeners(TaskContext task) {
        this.task = task;
    }

    synchronized void onCompletion(TaskCompletionListener listener) {
        completion.add(listener);
    }

    synchronized void onFailure(TaskFailureListener listener) {
        failure.add(listener);
    }

    void onInterrupt(TaskInterruptListener listener) {
        Cancellation cancellation = task.cancellation();
        AtomicBoolean first = new AtomicBoolean(true);
        Runnable told = () -> {
            String reason = cancellation.reason();
            if (!first.getAndSet(false)) {
                return;
            }
            listener.onTaskInterrupted(task, reason == null ? "cancelled" : reason);
        };
        synchronized (this) {
            interrupt.add(told);
        }
        cancellation.onCancel(told);
    }

    /** Calls them, the last added first; all of them, whatever one throws. Those that they add are called too. */
    @Nullable
    Throwable ended(@Nullable Throwable cause) {
        interrupt.forEach(task.cancellation()::forget);
        Throwable first = null;
        if (cause != null) {
            while (!failure.isEmpty()) {
                TaskFailureListener next = failure.remove(failure.size() - 1);
                first = tried(() -> next.onTaskFailure(task, cause), first);
            }
        }
        while (!completion.isEmpty()) {
            TaskCompletionListener next = completion.remove(completion.size() - 1);
            first = tried(() -> next.onTaskCompletion(task), first);
        }
        return first;
    }

    private static @Nullable Throwable tried(Runnable call, @Nullable Throwable first) {
        try {
            call.run();
            return first;
        } catch (Throwable t) {
            if (first == null) {
                return t;
            }
            if (t != first) {
                first.addSuppressed(t);
            }
            return first;
        }
    }
}
