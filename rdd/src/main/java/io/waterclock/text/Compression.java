// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a file is compressed, by the end of its name. */
enum Compression {
    NONE,
    /** Members of RFC 1952, one after the other. */
    GZIP,
    /** Streams of RFC 1950, one after the other. */
    ZLIB;

    /** What other systems read uncompressed by these names, and this doesn't: lines of it would be garbage. */
    private static final List<String> UNKNOWN = List.of(".bz2", ".zst", ".lz4", ".snappy");

    static Compression of(Path file) {
        return endsWith(file, ".gz") ? GZIP : endsWith(file, ".deflate") ? ZLIB : NONE;
    }

    /** The end of the name that tells of a compression that can't be read here, or null. */
    static @Nullable String unknown(Path file) {
        for (String suffix : UNKNOWN) {
            if (endsWith(file, suffix)) {
                return suffix;
            }
        }
        return null;
    }

    private static boolean endsWith(Path file, String suffix) {
        String name = file.toString();
        return name.regionMatches(true, name.length() - suffix.length(), suffix, 0, suffix.length());
    }
}
