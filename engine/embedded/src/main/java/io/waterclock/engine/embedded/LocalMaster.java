// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A master URL of this engine.
 *
 * @param threads how many threads a job runs on: its caller, and one worker less
 * @param attempts how often a task is tried before its job fails
 */
record LocalMaster(int threads, int attempts) {
    static final String FORMS = "local, local[n], local[*], local[n,f] (n threads, f attempts at a task)";
    private static final Pattern FORM = Pattern.compile("local(?:\\[\\s*([^,\\]]+?)\\s*(?:,\\s*([^,\\]]+?)\\s*)?])?");
    private static final int MAX_THREADS = 1024;

    /** Whether the URL names this engine, be it well or badly. {@code local-cluster[…]} is another's. */
    static boolean accepts(String master) {
        return master.equals("local") || master.startsWith("local[");
    }

    static LocalMaster parse(String master) {
        Matcher matcher = FORM.matcher(master);
        if (!matcher.matches()) {
            throw refused(master);
        }
        String threads = matcher.group(1);
        String attempts = matcher.group(2);
        int n = threads == null
                ? 1
                : threads.equals("*")
                        ? Runtime.getRuntime().availableProcessors()
                        : number(master, threads, MAX_THREADS);
        return new LocalMaster(n, attempts == null ? 1 : number(master, attempts, Integer.MAX_VALUE));
    }

    private static int number(String master, String text, int most) {
        try {
            int n = Integer.parseInt(text);
            if (n >= 1 && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            throw refused(master);
        }
        throw refused(master);
    }

    private static WaterclockException refused(String master) {
        return new WaterclockException(
                ErrorCode.BAD_CONFIGURATION,
                "The master URL \"" + master + "\" can't be read. The embedded engine takes: " + FORMS
                        + ", with n from 1 to " + MAX_THREADS + " and f from 1");
    }
}
