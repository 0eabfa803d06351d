// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What the process says at level ERROR while this is open, as far as that comes to {@code java.util.logging}: {@link System.Logger} goes
 * there unless somebody has put another in its place.
 */
final class ErrorLog extends Handler implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private record Entry(String text, @Nullable Throwable thrown) {}

    private final SimpleFormatter formatter = new SimpleFormatter();
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private ErrorLog() {
        setLevel(Level.SEVERE);
    }

    static ErrorLog open() {
        ErrorLog log = new ErrorLog();
        ROOT.addHandler(log);
        return log;
    }

    synchronized void expect(String part) {
        expected.add(part);
    }

    /** The test knows of this failure. By its message, since each call of awaitTermination throws an object of its own. */
    synchronized void seen(Throwable failure) {
        seen.add(String.valueOf(failure.getMessage()));
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (isLoggable(record)) {
            Throwable thrown = record.getThrown();
            entries.add(new Entry(
                    record.getLoggerName() + ": " + formatter.formatMessage(record)
                            + (thrown == null ? "" : " (" + thrown + ")"),
                    thrown));
        }
    }

    /** What was said and not expected, and what was expected and not said. */
    synchronized List<String> surprises() {
        List<String> surprises = new ArrayList<>();
        for (Entry entry : entries) {
            boolean known = entry.thrown != null && seen.contains(String.valueOf(entry.thrown.getMessage()));
            if (!known && expected.stream().noneMatch(entry.text::contains)) {
                surprises.add("An ERROR was logged that the test didn't expect: " + entry.text
                        + ". If it is meant to be, say so with kit.expectError(\"…\")");
            }
        }
        for (String part : expected) {
            if (entries.stream().noneMatch(entry -> entry.text.contains(part))) {
                surprises.add("No ERROR was logged with \"" + part + "\", which the test expects");
            }
        }
        return surprises;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ROOT.removeHandler(this);
    }
}
