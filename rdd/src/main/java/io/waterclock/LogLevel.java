// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The level of Waterclock's own log, where {@code System.Logger} goes to {@code java.util.logging}, as it does unless a program chooses otherwise. */
final class LogLevel {
    private static final String ROOT = "io.waterclock";
    private static final Map<String, Level> LEVELS = Map.of(
            "ALL", Level.ALL,
            "TRACE", Level.FINER,
            "DEBUG", Level.FINE,
            "INFO", Level.INFO,
            "WARN", Level.WARNING,
            "ERROR", Level.SEVERE,
            "FATAL", Level.SEVERE,
            "OFF", Level.OFF);

    /** Held, since java.util.logging forgets the level of a logger that nobody holds. */
    private final Logger logger = Logger.getLogger(ROOT);

    void set(String name) {
        Level level = name == null ? null : LEVELS.get(name.toUpperCase(Locale.ROOT));
        if (level == null) {
            throw new IllegalArgumentException("setLogLevel: \"" + name
                    + "\" is no level; there are ALL, TRACE, DEBUG, INFO, WARN, ERROR, FATAL and OFF");
        }
        logger.setLevel(level);
        System.Logger used = System.getLogger(ROOT);
        if (used.isLoggable(System.Logger.Level.INFO) != (level.intValue() <= Level.INFO.intValue())) {
            used.log(
                    System.Logger.Level.WARNING,
                    "setLogLevel({0}) has no effect: this program's logging doesn't go to java.util.logging. Set the level"
                            + " of " + ROOT + " where it goes",
                    name);
        }
    }
}
