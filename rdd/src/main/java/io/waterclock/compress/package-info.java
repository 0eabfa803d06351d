/**
 * Compressed files: which codec a name's end tells of, and gzip and deflate themselves.
 *
 * <p>Step of the record's journey: 1 and 11, outside as compressed bytes, or written out as such. Read {@link
 * io.waterclock.compress.CompressionCodec} first; {@link io.waterclock.compress.CompressionCodecs} finds the ones there are.
 *
 * <p>Uses the JDK only; other codecs come from modules beside the core.
 */
@NullMarked
package io.waterclock.compress;

import org.jspecify.annotations.NullMarked;
