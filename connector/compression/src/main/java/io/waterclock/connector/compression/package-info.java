/**
 * Codecs that the JDK hasn't: bzip2, Snappy, LZ4, Zstandard.
 *
 * <p>Step of the record's journey: 1 and 11, outside as compressed bytes, or written out as such. Read {@link
 * io.waterclock.connector.compression.BlockStreams} first: the one form that isn't a library's.
 *
 * <p>Found by {@link java.util.ServiceLoader}; a program needs to name none of these classes but to write with one.
 */
@NullMarked
package io.waterclock.connector.compression;

import org.jspecify.annotations.NullMarked;
