// SPDX-License-Identifier: Apache-2.0
package io.waterclock.compress;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.util.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds codecs: by the end of a file's name, by their own name, by their class. */
public final class CompressionCodecs {
    private static final String MODULE = "io.waterclock:waterclock-compression";

    /** Ends of names that mean a compression which can be had, and isn't in the core; read as they are, their lines would be garbage. */
    private static final List<String> ELSEWHERE = List.of(".bz2", ".zst", ".lz4", ".snappy");

    private final List<CompressionCodec> all = new ArrayList<>();

    private CompressionCodecs() {
        all.add(new GzipCodec());
        all.add(new DeflateCodec());
        ServiceLoader.load(CompressionCodec.class, CompressionCodec.class.getClassLoader())
                .forEach(all::add);
    }

    /** Those of the JDK, and those of modules on the class path; looked for at each call. */
    public static CompressionCodecs installed() {
        return new CompressionCodecs();
    }

    /**
     * The codec of a file, by the end of its name in any case; null when it isn't compressed.
     *
     * @param operator the method called, for the error
     * @throws WaterclockException with code INPUT_FAILED when it is compressed by a codec that isn't on the class path, naming the
     *     module to add
     */
    public @Nullable CompressionCodec ofFile(String operator, String file) {
        for (CompressionCodec codec : all) {
            if (endsWith(file, codec.getDefaultExtension())) {
                return codec;
            }
        }
        for (String suffix : ELSEWHERE) {
            if (endsWith(file, suffix)) {
                throw new WaterclockException(
                        ErrorCode.INPUT_FAILED,
                        operator + ": " + file + " is compressed in a way that can't be read here (" + suffix
                                + "). Known are " + extensions() + "; for " + suffix + " add " + MODULE
                                + " to the class path. Or uncompress it, or leave it out with a glob");
            }
        }
        return null;
    }

    /**
     * The codec of a name such as {@code gzip}, or of a class by its name; null for {@code none} and {@code uncompressed}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public @Nullable CompressionCodec named(String operator, String name) {
        String lower = Given.given(name, operator, "codec").toLowerCase(Locale.ROOT);
        if (lower.equals("none") || lower.equals("uncompressed")) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (CompressionCodec codec : all) {
            Class<?> type = codec.getClass();
            if (codec.name().equals(lower)
                    || type.getName().equals(name)
                    || type.getSimpleName().equals(name)) {
                return codec;
            }
            names.add(codec.name());
        }
        throw new IllegalArgumentException(operator + ": there is no compression codec \"" + name
                + "\". Known are none, " + String.join(", ", names) + "; bzip2, zstd, lz4 and snappy are in " + MODULE);
    }

    /** @throws IllegalArgumentException when the class has no public constructor without parameters */
    public static CompressionCodec of(String operator, Class<? extends CompressionCodec> type) {
        Given.given(type, operator, "codec");
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    operator + ": a compression codec can't be made of " + type.getName()
                            + "; it needs a public constructor without parameters (" + e + ")",
                    e);
        }
    }

    private String extensions() {
        List<String> extensions = new ArrayList<>();
        all.forEach(codec -> extensions.add(codec.getDefaultExtension()));
        return String.join(" and ", extensions);
    }

    private static boolean endsWith(String name, String suffix) {
        return name.regionMatches(true, name.length() - suffix.length(), suffix, 0, suffix.length());
    }
}
