// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.listener;

import io.waterclock.streaming.Limits;
import io.waterclock.streaming.loop.Loop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Takes events in from any thread and tells them, in their order, to the listeners; one event a turn.
 *
 * <p>The queue is bounded. When it is full, who has something to tell waits until a listener has taken an event, and a warning says which kind of
 * event is stuck: no event is dropped, and a listener that hangs becomes visible as batches that wait.
 */
public final class ListenerBus extends Loop {
    private static final Logger LOG = System.getLogger(ListenerBus.class.getName());

    private final int capacity;
    private final CopyOnWriteArrayList<StreamingListener> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<StreamingListenerEvent> queue = new ArrayDeque<>();
    private boolean closing;
    private boolean warned;

    public ListenerBus() {
        this(Limits.LISTENER_EVENTS);
    }

    ListenerBus(int capacity) {
        super("listeners");
        this.capacity = capacity;
    }

    public void add(StreamingListener listener) {
        listeners.add(listener);
    }

    /** Does nothing when it isn't there. Events on their way are not told to it any more. */
    public void remove(StreamingListener listener) {
        listeners.remove(listener);
    }

    /** Whether anybody listens; if not, events need not be made. */
    public boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Puts an event in the queue; waits while it is full. Does nothing without listeners or after the end. */
    public void post(StreamingListenerEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        if (isFull() && !isTurnedByCaller() && !awaitRoom(event)) {
            return;
        }
        synchronized (queue) {
            queue.add(event);
        }
        wake();
    }

    /** As {@link #post}, but never waits: when the queue is full the event is written to the log instead. */
    public void postWithoutWaiting(StreamingListenerEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        synchronized (queue) {
            if (queue.size() >= capacity) {
                LOG.log(Level.WARNING, "Streaming listeners are {0} events behind; not told: {1}", capacity, event);
                return;
            }
            queue.add(event);
        }
        wake();
    }

    /** Lets the queue run empty, then ends. */
    public void close() {
        synchronized (queue) {
            closing = true;
        }
        wake();
    }

    /** Ends at once, and says how many events nobody heard. */
    public void abandon() {
        int lost;
        synchronized (queue) {
            lost = queue.size();
            queue.clear();
            closing = true;
            queue.notifyAll();
        }
        end();
        if (lost > 0) {
            LOG.log(Level.WARNING, "A listener did not return in time; the last {0} events were not told", lost);
        }
    }

    private boolean isFull() {
        synchronized (queue) {
            return queue.size() >= capacity;
        }
    }

    /** False when the bus ended or the caller was interrupted meanwhile. */
    private boolean awaitRoom(StreamingListenerEvent event) {
        if (!hasThread()) {
            while (isFull() && turn()) {
                // turned by hand: the caller's is the hand
            }
            return true;
        }
        synchronized (queue) {
            if (!warned) {
                warned = true;
                LOG.log(
                        Level.WARNING,
                        "Streaming listeners are {0} events behind; {1} waits for them, and batches with it",
                        capacity,
                        event.getClass().getSimpleName());
            }
            while (queue.size() >= capacity && !hasEnded()) {
                try {
                    queue.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    LOG.log(Level.WARNING, "Interrupted while waiting for streaming listeners; not told: {0}", event);
                    return false;
                }
            }
        }
        return !hasEnded();
    }

    @Override
    protected boolean doWork() {
        StreamingListenerEvent event = next();
        if (event == null) {
            return false;
        }
        for (StreamingListener listener : listeners) {
            try {
                tell(listener, event);
            } catch (Throwable e) {
                LOG.log(
                        Level.ERROR,
                        "The streaming listener " + listener.getClass().getName() + " failed at "
                                + event.getClass().getSimpleName() + "; others are told",
                        e);
            }
        }
        return true;
    }

    private @Nullable StreamingListenerEvent next() {
        synchronized (queue) {
            StreamingListenerEvent event = queue.poll();
            if (event == null && closing) {
                end();
            }
            if (queue.size() == capacity - 1 || queue.isEmpty()) {
                queue.notifyAll();
            }
            return event;
        }
    }

    private static void tell(StreamingListener listener, StreamingListenerEvent event) {
        // A switch over the sealed type would be a pattern switch, which release 17 doesn't have.
        if (event instanceof StreamingListenerBatchSubmitted e) {
            listener.onBatchSubmitted(e);
        } else if (event instanceof StreamingListenerBatchStarted e) {
            listener.onBatchStarted(e);
        } else if (event instanceof StreamingListenerBatchCompleted e) {
            listener.onBatchCompleted(e);
        } else if (event instanceof StreamingListenerOutputOperationStarted e) {
            listener.onOutputOperationStarted(e);
        } else if (event instanceof StreamingListenerOutputOperationCompleted e) {
            listener.onOutputOperationCompleted(e);
        } else if (event instanceof StreamingListenerReceiverStarted e) {
            listener.onReceiverStarted(e);
        } else if (event instanceof StreamingListenerReceiverError e) {
            listener.onReceiverError(e);
        } else if (event instanceof StreamingListenerReceiverStopped e) {
            listener.onReceiverStopped(e);
        } else if (event instanceof StreamingListenerStreamingStarted e) {
            listener.onStreamingStarted(e);
        } else {
            throw new IllegalStateException("no listener method for " + event);
        }
    }
}
