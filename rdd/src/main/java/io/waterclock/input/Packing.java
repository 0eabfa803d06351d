// SPDX-License-Identifier: Apache-2.0
package io.waterclock.input;

import io.waterclock.file.InputFiles.InputFile;
import io.waterclock.source.PartitionCount;
import java.util.ArrayList;
import java.util.List;

/** Puts whole files together to partitions of about the same weight, neighbours with neighbours. */
final class Packing {
    /** What opening a file weighs, in bytes that could have been read meanwhile; so a thousand empty files are spread too. */
    private static final long OPENING_BYTES = 16 << 10;

    /** Bytes of a partition, about, at most: but for a file that is larger. */
    static final long PARTITION_BYTES = 128L << 20;

    private Packing() {}

    static void check(String operator, int minPartitions) {
        if (minPartitions < 1 || minPartitions > PartitionCount.MOST) {
            throw new IllegalArgumentException(operator + ": minPartitions must be between 1 and " + PartitionCount.MOST
                    + ", not " + minPartitions);
        }
    }

    /** About {@code minPartitions} groups, more when the files are large, never more than files; none is empty. */
    static List<List<InputFile>> pack(List<InputFile> files, int minPartitions) {
        long total = 0;
        for (InputFile file : files) {
            total += file.length() + OPENING_BYTES;
        }
        long wanted = Math.min(files.size(), Math.max(minPartitions, total / PARTITION_BYTES));
        List<List<InputFile>> groups = new ArrayList<>();
        long before = 0;
        long last = -1;
        for (InputFile file : files) {
            long weight = file.length() + OPENING_BYTES;
            // The group in which the file's middle falls when the weights are laid end to end.
            long group = (long) ((before + weight / 2.0) / total * wanted);
            if (group != last) {
                groups.add(new ArrayList<>());
                last = group;
            }
            groups.get(groups.size() - 1).add(file);
            before += weight;
        }
        return groups;
    }
}
