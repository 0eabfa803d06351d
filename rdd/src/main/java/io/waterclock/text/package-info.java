/**
 * Text files: read by lines, split by bytes, written whole or not at all.
 *
 * <p>Step of the record's journey: 1 and 11, outside as a line of a file, or written out as one. Read {@link
 * io.waterclock.text.TextFileSource} first, then {@link io.waterclock.text.TextFormat}.
 *
 * <p>Knows the local file system only; other file systems are a connector's business.
 */
@NullMarked
package io.waterclock.text;

import org.jspecify.annotations.NullMarked;
