/**
 * Receivers: what they store, how it is bounded, and who starts them again.
 *
 * <p>Step of the record's journey: 2 to 4, arriving, stored, claimed by a batch. Read {@link
 * io.waterclock.streaming.receiver.Receiver} first (what a user writes), then {@code BlockGenerator} (the open buffer
 * that a batch boundary cuts), then {@link io.waterclock.streaming.receiver.ReceiverTracker} (the driver's side).
 *
 * <p>Never drops a record that was stored, and never grows without a bound: a full buffer holds back the thread that
 * stores. Knows nothing of streams, batches' jobs, or a particular engine.
 */
@NullMarked
package io.waterclock.streaming.receiver;

import org.jspecify.annotations.NullMarked;
