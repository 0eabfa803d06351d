// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import io.waterclock.source.SourcePartition;
import io.waterclock.text.TextFileSource;
import java.util.List;

/** Lines of text. */
record TextFiles() implements FileFormat<String> {

    @Override
    public List<SourcePartition<String>> partitions(String operator, List<FileStatus> files) {
        return TextFileSource.splitsOf(operator, LocalDirectories.inputFiles(files));
    }
}
