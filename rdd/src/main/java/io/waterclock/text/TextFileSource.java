// SPDX-License-Identifier: Apache-2.0
package io.waterclock.text;

import io.waterclock.source.PartitionedSource;
import io.waterclock.source.SourcePartition;
import java.util.List;

/** The lines of text files. */
public final class TextFileSource implements PartitionedSource<String> {
    public TextFileSource(String path, int minPartitions) {}

    @Override
    public List<? extends SourcePartition<String>> partitions() {
        throw new IllegalStateException("to be written");
    }
}
