// SPDX-License-Identifier: Apache-2.0
package io.waterclock.rdd;

import io.waterclock.CoreKeys;
import io.waterclock.file.FileOutput;
import io.waterclock.file.PartFormat;
import io.waterclock.function.Function2;
import java.util.Iterator;
import java.util.List;

/** Actions that write files: begun, run as a job, and committed when the job has ended, else undone. */
final class Saves {
    private Saves() {}

    static void run(String action, RDDContext context, Lineage lineage, String path, PartFormat format) {
        List<Integer> partitions = RDDActions.range(0, lineage.numPartitions());
        FileOutput output = FileOutput.create(action, path, false, context.setting(CoreKeys.SYNC_FILES));
        try {
            Function2<Integer, Iterator<Object>, Long> write =
                    (partition, records) -> output.writePart(partition, records, format);
            context.runJob(lineage, partitions, new Action.Process<>(write), action);
            output.commit(partitions, format);
        } catch (Throwable failure) {
            try {
                output.abort();
            } catch (RuntimeException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }
}
