/**
 * Files that aren't lines: whole files, records of one length, object files.
 *
 * <p>Step of the record's journey: 1 and 11, outside as bytes of a file, or written out as an object. Read {@link
 * io.waterclock.input.PortableDataStream} first, then {@link io.waterclock.input.ObjectFileSource}.
 *
 * <p>Never splits what can't be read from the middle.
 */
@NullMarked
package io.waterclock.input;

import org.jspecify.annotations.NullMarked;
