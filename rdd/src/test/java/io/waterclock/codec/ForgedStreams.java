// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Streams whose blocks are whole and whose content is whatever one likes. */
final class ForgedStreams {
    private ForgedStreams() {}

    static byte[] of(byte[] content, RecordWriter.Mode mode) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RecordOutput out = new RecordOutput(bytes, new OutputTypes(new Codecs(), mode, "a forgery"));
        out.writeRaw(content, 0, content.length);
        out.finish(1);
        return bytes.toByteArray();
    }
}
