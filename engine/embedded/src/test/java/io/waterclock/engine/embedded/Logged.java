// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged from INFO on, until it is closed. */
public final class Logged extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> texts = new CopyOnWriteArrayList<>();

    public Logged() {
        this("io.waterclock.engine.embedded");
    }

    public Logged(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(this);
    }

    public List<String> texts() {
        return texts;
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.INFO.intValue()) {
            Object[] values = record.getParameters();
            texts.add(
                    values == null || values.length == 0
                            ? record.getMessage()
                            : MessageFormat.format(record.getMessage(), values));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
