// SPDX-License-Identifier: Apache-2.0
package io.waterclock.pipe;

import io.waterclock.function.FlatMapFunction;
import java.nio.charset.Charset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Starts a process for a partition, and gives what it prints. The iterator is closeable, and ends the process when it is closed.
 *
 * @param env variables added to those of this JVM
 * @param separateWorkingDir whether the process gets a fresh directory with links to what is in the current one
 * @param bufferSize bytes gathered before they are written to the process
 * @param encoding the name of a charset
 */
public record Piping<T>(
        List<String> command, Map<String, String> env, boolean separateWorkingDir, int bufferSize, String encoding)
        implements FlatMapFunction<Iterator<T>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(Iterator<T> records) throws Exception {
        PipedProcess process = new PipedProcess(this, records);
        process.start();
        return process;
    }

    Charset charset() {
        return Charset.forName(encoding);
    }
}
