// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** What a stream says in the log about its directory: each thing once, or once again when it had got better in between. */
final class FileNotices {
    private static final Logger LOG = System.getLogger(FileNotices.class.getName());

    private final String operator;
    private final String path;
    private final long batchMs;
    private boolean saidMissing;
    private boolean saidProblem;
    private boolean saidIgnored;
    private boolean saidSlow;
    private boolean hasListed;

    FileNotices(String operator, String path, long batchMs) {
        this.operator = operator;
        this.path = path;
        this.batchMs = batchMs;
    }

    void found(FileSelection.Found found, long tookNanos) {
        missing(found);
        problems(found);
        ignored(found);
        slow(TimeUnit.NANOSECONDS.toMillis(tookNanos));
        hasListed |= found.directories() > 0 && found.problems().isEmpty();
    }

    private void missing(FileSelection.Found found) {
        boolean isMissing = found.directories() == 0 && found.problems().isEmpty();
        if (isMissing && !saidMissing) {
            LOG.log(
                    Level.WARNING,
                    "{0}: there is no directory \"{1}\"{2}, so batches are empty. Its files are taken when it is there",
                    operator,
                    path,
                    hasListed ? " any more" : "");
        }
        saidMissing = isMissing;
    }

    private void problems(FileSelection.Found found) {
        if (!found.problems().isEmpty() && !saidProblem) {
            LOG.log(
                    Level.WARNING,
                    "{0}: can''t be looked at: {1}. It is tried again in each batch",
                    operator,
                    String.join(", ", found.problems()));
        }
        saidProblem = !found.problems().isEmpty();
    }

    /** What is there before the first batch is no surprise; what comes later with an old stamp is. */
    private void ignored(FileSelection.Found found) {
        if (found.ignored() == 0) {
            return;
        }
        if (!hasListed) {
            LOG.log(
                    Level.INFO,
                    "{0}: \"{2}\" has {1} older than what the stream takes; they stay out of it, such as {3}",
                    operator,
                    files(found.ignored()),
                    path,
                    found.firstIgnored());
        } else if (!saidIgnored) {
            saidIgnored = true;
            LOG.log(
                    Level.WARNING,
                    "{0}: {1} came with a time of change that is too old; left out, such as {2}. Moving a file keeps its"
                            + " time: touch it before, or raise {3}. Said once; later ones are counted in the batch''s StreamInputInfo",
                    operator,
                    files(found.ignored()),
                    found.firstIgnored(),
                    FileStreamKeys.MIN_REMEMBER.name());
        }
    }

    private static String files(long n) {
        return n == 1 ? "1 file" : n + " files";
    }

    private void slow(long tookMs) {
        if (tookMs > batchMs && !saidSlow) {
            saidSlow = true;
            LOG.log(
                    Level.WARNING,
                    "{0}: listing \"{1}\" took {2} ms, longer than the batch interval of {3} ms, so batches come late. Move files away that"
                            + " have been read, or make the interval longer. Said once",
                    operator,
                    path,
                    Long.toString(tookMs),
                    Long.toString(batchMs));
        }
    }
}
