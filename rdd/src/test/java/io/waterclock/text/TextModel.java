// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.source.ChunkReader;
import io.waterclock.source.SourcePartition;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines, found byte by byte: what the readers must agree with. And random bytes to disagree about. */
final class TextModel {
    private static final String[] WORDS = {"", "a", "line", "ı", "İstanbul", "€", "\uD83D\uDE00", "\u0000\t", "\uFEFF"};

    private static final byte[][] MALFORMED = {{(byte) 0xC3}, {(byte) 0x80}, {(byte) 0xFF, (byte) 0xE2, (byte) 0x82}};

    private TextModel() {}

    /** A line, and the byte that it starts at: 0 for one behind a byte order mark. */
    record Line(long start, String text) {}

    static List<Line> lines(byte[] bytes) {
        List<Line> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int i = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        int start = 0;
        while (i < bytes.length) {
            byte b = bytes[i++];
            if (b != '\n' && b != '\r') {
                line.write(b);
                if (i < bytes.length) {
                    continue;
                }
            } else if (b == '\r' && i < bytes.length && bytes[i] == '\n') {
                i++;
            }
            lines.add(new Line(start, line.toString(StandardCharsets.UTF_8)));
            line.reset();
            start = i;
        }
        return lines;
    }

    static List<String> texts(List<Line> lines, long from, long to) {
        return lines.stream()
                .filter(line -> line.start >= from && line.start < to)
                .map(Line::text)
                .toList();
    }

    static byte[] randomText(Random random, int atMost) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextInt(4) == 0) {
            out.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        }
        int style = random.nextInt(5);
        int length = random.nextInt(atMost + 1);
        while (out.size() < length) {
            for (int words = random.nextInt(4); words > 0; words--) {
                if (random.nextInt(12) == 0) {
                    out.writeBytes(MALFORMED[random.nextInt(MALFORMED.length)]);
                } else {
                    out.writeBytes(WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8));
                }
            }
            out.writeBytes(lineEnd(random, style));
        }
        byte[] bytes = out.toByteArray();
        return random.nextBoolean() ? bytes : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }

    private static byte[] lineEnd(Random random, int style) {
        String[] ends = {"\n", "\r\n", "\r"};
        return ends[style < 3 ? style : random.nextInt(3)].getBytes(StandardCharsets.UTF_8);
    }

    static List<String> read(SourcePartition<String> partition, int max) throws Exception {
        try (ChunkReader reader = partition.open()) {
            return read(reader, max);
        }
    }

    static List<String> read(ChunkReader reader, int max) throws Exception {
        List<String> lines = new ArrayList<>();
        while (reader.next(max)) {
            if (reader.from >= reader.to || reader.to - reader.from > max) {
                throw new AssertionError("a chunk of " + (reader.to - reader.from) + " when " + max + " were wanted");
            }
            for (int i = reader.from; i < reader.to; i++) {
                lines.add((String) reader.array[i]);
            }
        }
        if (reader.from != reader.to || reader.next(max)) {
            throw new AssertionError("the end is no end");
        }
        return lines;
    }

    /** The lines of each partition. */
    static List<List<String>> readAll(TextFileSource source) throws Exception {
        List<List<String>> all = new ArrayList<>();
        for (SourcePartition<String> partition : source.partitions()) {
            all.add(read(partition, 1024));
        }
        return all;
    }
}
