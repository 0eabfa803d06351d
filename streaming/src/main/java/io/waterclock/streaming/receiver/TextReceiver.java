// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import io.waterclock.rdd.StorageLevel;
import java.io.IOException;
import java.io.InputStream;

/**
 * A receiver of lines of UTF-8 text that come as a stream of bytes. The bytes are kept as they came in, and become strings in
 * the tasks that read them.
 *
 * <p>A line ends with LF or CR LF. Malformed bytes become the replacement character U+FFFD when read; how many do is counted
 * with the batch.
 */
public abstract class TextReceiver extends Receiver<String> {
    private static final long serialVersionUID = 1L;

    protected TextReceiver(StorageLevel storageLevel) {
        super(storageLevel);
    }

    /**
     * Reads the stream and stores its lines, to its end or until the receiver is told to stop; not by two threads at once.
     * At a batch boundary all lines that have come in whole go into the batch. At the end of the stream a last line without an end is a
     * line; when the receiver is told to stop, an unfinished line is not stored. Blocks while the receiver's
     * buffer is full, and while the stream has nothing: closing the stream is how onStop ends that.
     *
     * @param origin where the stream comes from, for errors, such as {@code localhost:9999}
     * @throws io.waterclock.WaterclockException with code STORE_REFUSED when more than
     *     {@code waterclock.streaming.receiver.maxLineBytes} come without a newline, and when the receiver ends while the buffer is full
     */
    protected final void storeLines(InputStream in, String origin) throws IOException {
        ReceiverSupervisor run = current();
        LineBuffer lines = run.openLines(origin);
        try {
            while (!run.isStopped()) {
                if (!lines.readFrom(in)) {
                    lines.finish();
                    return;
                }
            }
        } finally {
            run.generator().closeLines(lines);
        }
    }
}
