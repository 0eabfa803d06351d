// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

/**
 * The stream of records, version 1.
 *
 * <p>A header of {@value #HEADER_BYTES} bytes: {@code W C R S}, the version, {@code D} or {@code P} for the mode, two zeros. Then
 * blocks: the number of bytes in it (32 bits, little-endian as all else), the CRC-32C of the block's ordinal and its bytes, the bytes. The last
 * block is empty, and behind it is the number of records (64 bits) with a CRC-32C of its own; so a stream that was cut is told from a whole one, and
 * a block that is missing, doubled or changed is found. Values run on from block to block, but nothing of up to
 * {@value #UNIT_BYTES} bytes, a string's characters included, is cut by a block's end.
 *
 * <p>A value is a tag and what the tag says. Tags from {@link #FIRST_TYPE} on are types of the stream's own, in the order in which
 * {@link #DEFINE} introduced them, each just before its first value. A varint has seven bits a byte, the lowest first, the top bit set
 * in all but the last; signed numbers are zigzagged.
 */
final class Format {
    private Format() {}

    static final int VERSION = 1;
    static final int HEADER_BYTES = 8;
    static final int BLOCK_HEADER_BYTES = 8;

    /** Bytes in a block, at most: few system calls, and still within a core's own cache. */
    static final int BLOCK_BYTES = 64 << 10;

    /** Bytes that are never cut by a block's end, at most. */
    static final int UNIT_BYTES = 16 << 10;

    /** Bytes of the first buffer; it grows to a block, so that small streams are cheap. */
    static final int FIRST_BUFFER_BYTES = 1 << 10;

    /** Values within values, at most: each takes some hundred bytes of the thread's stack. */
    static final int DEPTH = 1_000;

    /** Elements that room is made for before any has come; what a stream says of its length proves nothing. */
    static final int TRUSTED_LENGTH = 4 << 10;

    static final int VARINT_BYTES = 10;

    static final int NULL = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHAR = 5;
    static final int INT = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    /** Varint of twice the length in chars, plus one if a char is above 255; then a byte or two a char. */
    static final int STRING = 10;

    static final int TUPLE2 = 11;
    static final int TUPLE3 = 12;
    static final int TUPLE4 = 13;
    static final int BOOLEANS = 14;
    static final int BYTES = 15;
    static final int SHORTS = 16;
    static final int CHARS = 17;
    static final int INTS = 18;
    static final int LONGS = 19;
    static final int FLOATS = 20;
    static final int DOUBLES = 21;
    static final int OBJECTS = 22;
    static final int ARRAY_LIST = 23;
    static final int LINKED_LIST = 24;
    static final int ARRAY_DEQUE = 25;
    static final int HASH_SET = 26;
    static final int LINKED_HASH_SET = 27;
    static final int TREE_SET = 28;
    static final int HASH_MAP = 29;
    static final int LINKED_HASH_MAP = 30;
    static final int TREE_MAP = 31;
    static final int CONCURRENT_HASH_MAP = 32;
    static final int ENTRY = 33;
    static final int OPTIONAL = 34;
    /** By Java serialization; in private streams only. */
    static final int SERIALIZED = 35;
    /** A kind of type and what it needs; the value's own tag follows. */
    static final int DEFINE = 36;

    static final int FIRST_TYPE = 48;

    /** A registered codec: name and version of the codec. */
    static final int KIND_CODEC = 1;
    /** A record: name, and name and kind of each component. */
    static final int KIND_RECORD = 2;
    /** An enum: name, and the names of the constants. */
    static final int KIND_ENUM = 3;
    /** An array of objects: dimensions beyond the first, and the name of the element type. */
    static final int KIND_ARRAY = 4;

    /** Behind each value of a registered codec, to find the codecs that don't read what they wrote. */
    static final int END_OF_VALUE = 0xE7;
}
