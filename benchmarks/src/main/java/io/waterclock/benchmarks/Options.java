// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

import io.waterclock.benchmarks.streaming.SocketLoad;
import java.util.List;
import java.util.Locale;

/**
 * What the command line asks for.
 *
 * @param benchmark a name, or {@code all}
 * @param forks how many JVMs, one after the other; 0 for what the form says
 * @param load for the benchmark that has a sender
 */
record Options(String benchmark, boolean full, int forks, SocketLoad load) {
    static final String ALL = "all";

    /** @throws IllegalArgumentException with what is wrong, for an unknown option or value */
    static Options parse(String[] arguments, List<String> benchmarks) {
        String benchmark = null;
        boolean full = false;
        int forks = 0;
        SocketLoad load = SocketLoad.DEFAULT;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--full")) {
                full = true;
            } else if (argument.startsWith("--")) {
                if (++i == arguments.length) {
                    throw new IllegalArgumentException("The option " + argument + " needs a value");
                }
                if (argument.equals("--forks")) {
                    forks = SocketLoad.positive(argument, arguments[i]);
                } else {
                    load = load.with(argument, arguments[i]);
                }
            } else if (benchmark != null) {
                throw new IllegalArgumentException("One benchmark at a time, or all: " + benchmark + " or " + argument);
            } else if (!argument.equals(ALL) && !benchmarks.contains(argument)) {
                throw new IllegalArgumentException("There is no benchmark " + argument + "; there are "
                        + String.join(", ", benchmarks) + ", and " + ALL);
            } else {
                benchmark = argument;
            }
        }
        if (benchmark == null) {
            throw new IllegalArgumentException("Name a benchmark: " + String.join(", ", benchmarks) + ", or " + ALL);
        }
        return new Options(benchmark, full, forks, load);
    }

    int forks(int quick, int inFull) {
        return forks > 0 ? forks : full ? inFull : quick;
    }

    static String help(List<String> benchmarks) {
        return String.format(Locale.ROOT, """
                usage: <benchmark> [--full] [--forks n]
                  <benchmark>   %s, or all
                  --full        the long form: more rounds, cases and JVMs
                  --forks n     so many JVMs, one after the other
                for socket-wordcount:
                %s""", String.join(", ", benchmarks), SocketLoad.help());
    }
}
