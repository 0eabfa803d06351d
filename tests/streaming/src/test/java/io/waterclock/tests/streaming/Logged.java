// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.streaming;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class says in the log while this is open. */
public final class Logged extends Handler implements AutoCloseable {
    private final Seen<String> texts = new Seen<>();
    private final Logger logger;

    private Logged(String className) {
        this.logger = Logger.getLogger(className);
    }

    public static Logged of(String className) {
        Logged logged = new Logged(className);
        logged.logger.addHandler(logged);
        return logged;
    }

    public List<String> texts() {
        return texts.now();
    }

    @Override
    public void publish(LogRecord record) {
        texts.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
