/**
 * Records as bytes: codecs for types, and streams of records of any types.
 *
 * <p>Step of the record's journey: 11 and 12, written out, or remembered as bytes. Read {@link io.waterclock.codec.Codec} first
 * (what a program adds), then {@link io.waterclock.codec.RecordWriter} and {@link io.waterclock.codec.Format} (how a stream
 * looks).
 *
 * <p>Never makes an object of a class that a stream names and the program doesn't.
 */
@NullMarked
package io.waterclock.codec;

import org.jspecify.annotations.NullMarked;
