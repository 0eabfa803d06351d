// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import io.waterclock.codec.Codecs;
import io.waterclock.codec.RecordWriter;
import io.waterclock.file.PartFormat;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Part files of any records, each a durable stream of {@link RecordWriter}. */
public final class ObjectFormat implements PartFormat {
    private static final long serialVersionUID = 1L;

    private final Codecs codecs;
    private final String purpose;

    /** @param purpose what is written, for errors: the action and where it was called */
    public ObjectFormat(Codecs codecs, String purpose) {
        this.codecs = codecs;
        this.purpose = purpose;
    }

    @Override
    public String extension() {
        return "";
    }

    @Override
    public Sink open(OutputStream out) {
        return new Objects(new RecordWriter(out, codecs, RecordWriter.Mode.DURABLE, purpose));
    }

    private record Objects(RecordWriter writer) implements Sink {
        @Override
        public void write(@Nullable Object record) throws IOException {
            writer.write(record);
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
