// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SocketWordCount} takes on its command line.
 *
 * @param host null to serve the project's documents itself
 * @param port 0, with no host, for any free one
 */
record SocketWordCountOptions(@Nullable String host, int port, Duration interval, String master, boolean help) {
    static final String USAGE = """
            Counts words that arrive on a TCP socket, a batch each interval.

              --host HOST      the server to read lines from (such as localhost, with `nc -lk 9999` there);
                               without it the program serves this project's own documents to itself
              --port PORT      the server's port (default 9999; without --host any free one)
              --interval TIME  of a batch: 500ms, 1s, 2m (default 1s)
              --master URL     which engine, how wide: local, local[n], local[*], local[n,f] (default local[2])
              --help           this text""";

    private static final int DEFAULT_PORT = 9999;
    private static final Duration LONGEST = Duration.ofDays(1);

    static SocketWordCountOptions parse(String[] args) {
        String host = null;
        Integer port = null;
        Duration interval = Duration.ofSeconds(1);
        String master = "local[2]";
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--host" -> host = host(value(args, i++));
                case "--port" -> port = port(value(args, i++));
                case "--interval" -> interval = interval(value(args, i++));
                case "--master" -> master = value(args, i++);
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("There is no option " + args[i] + ".");
            }
        }
        int chosen = port != null ? port : host == null ? 0 : DEFAULT_PORT;
        return new SocketWordCountOptions(host, chosen, interval, master, help);
    }

    private static String value(String[] args, int at) {
        if (at + 1 == args.length) {
            throw new IllegalArgumentException(args[at] + " needs a value.");
        }
        return args[at + 1];
    }

    private static String host(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("--host must be a name or an address, not \"" + text
                    + "\"; without --host the program serves itself.");
        }
        return text;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port must be a number from 1 to 65535, not \"" + text + "\".", e);
        }
        throw new IllegalArgumentException("--port must be a number from 1 to 65535, not \"" + text + "\".");
    }

    private static Duration interval(String text) {
        String digits = text.replaceAll("[a-z]+$", "");
        try {
            long n = Long.parseLong(digits);
            Duration interval = switch (text.substring(digits.length())) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                default -> Duration.ZERO;
            };
            if (interval.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "--interval can't be longer than a day (1440m), as \"" + text + "\" is.");
            }
            if (interval.compareTo(Duration.ZERO) > 0) {
                return interval;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "--interval must be a time such as 500ms, 1s or 2m, not \"" + text + "\".", e);
        }
        throw new IllegalArgumentException("--interval must be a time such as 500ms, 1s or 2m, not \"" + text + "\".");
    }
}
