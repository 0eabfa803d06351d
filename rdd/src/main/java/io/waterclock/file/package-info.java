/**
 * Files of the local file system: found by path, opened, written whole or not at all.
 *
 * <p>Step of the record's journey: 1 and 11, outside in a file, or written out to one. Read {@link io.waterclock.file.FileOutput}
 * first, then {@link io.waterclock.file.InputFiles}.
 *
 * <p>Knows nothing of what is in the files, and no other file system; those are a connector's business.
 */
@NullMarked
package io.waterclock.file;

import org.jspecify.annotations.NullMarked;
