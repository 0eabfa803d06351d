// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks;

import io.waterclock.benchmarks.batch.Form;
import io.waterclock.benchmarks.batch.Scope;
import io.waterclock.benchmarks.streaming.SocketLoad;
import java.util.List;
import java.util.Locale;

/**
 * What the command line asks for.
 *
 * @param benchmark a name, or {@code all}
 * @param forks how many JVMs, one after the other; 0 for what the benchmark says
 * @param scope for the benchmarks of jobs
 * @param load for the benchmark that has a sender
 */
record Options(String benchmark, int forks, Scope scope, SocketLoad load) {
    static final String ALL = "all";

    /** @throws IllegalArgumentException with what is wrong, for an unknown option or value */
    static Options parse(String[] arguments, List<String> benchmarks) {
        Options options = new Options("", 0, Scope.of(Form.QUICK), SocketLoad.DEFAULT);
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (!argument.startsWith("--")) {
                options = options.named(argument, benchmarks);
            } else if (argument.equals("--full")) {
                options = options.with(options.scope.inFull());
            } else if (argument.equals("--without-specialisation")) {
                options = options.with(options.scope.besidesWithoutSpecialisation());
            } else if (++i < arguments.length) {
                options = options.with(argument, arguments[i]);
            } else {
                throw new IllegalArgumentException("The option " + argument + " needs a value");
            }
        }
        if (options.benchmark.isEmpty()) {
            throw new IllegalArgumentException("Name a benchmark: " + String.join(", ", benchmarks) + ", or " + ALL);
        }
        return options;
    }

    private Options named(String argument, List<String> benchmarks) {
        if (!benchmark.isEmpty()) {
            throw new IllegalArgumentException("One benchmark at a time, or all: " + benchmark + " or " + argument);
        }
        if (!argument.equals(ALL) && !benchmarks.contains(argument)) {
            throw new IllegalArgumentException("There is no benchmark " + argument + "; there are "
                    + String.join(", ", benchmarks) + ", and " + ALL);
        }
        return new Options(argument, forks, scope, load);
    }

    private Options with(Scope other) {
        return new Options(benchmark, forks, other, load);
    }

    private Options with(String option, String value) {
        return switch (option) {
            case "--forks" -> new Options(benchmark, SocketLoad.positive(option, value), scope, load);
            case "--records" -> with(scope.withRecords(SocketLoad.positive(option, value)));
            case "--case" -> with(scope.onlyCase(value));
            case "--only" -> new Options(benchmark, forks, scope.onlyContender(value), load.with(option, value));
            default -> new Options(benchmark, forks, scope, load.with(option, value));
        };
    }

    boolean full() {
        return scope.form() == Form.FULL;
    }

    int forks(int otherwise) {
        return forks > 0 ? forks : otherwise;
    }

    static String help(List<String> benchmarks) {
        return String.format(Locale.ROOT, """
                usage: <benchmark> [--full] [--forks n] [--only text] …
                  <benchmark>   %s, or all
                  --full        the long form: more rounds, cases and JVMs
                  --forks n     so many JVMs, one after the other
                  --only text   only those with this in their name take part; several texts have | between
                  --case text   only the cases with this in their name, or one of several; not for startup, socket-wordcount, latency
                for the benchmarks of jobs:
                  --records n   the most records of growth, the different ones of distinct-100m; a multiple of 10,000
                  --without-specialisation
                                our engine a second time, with its shared loops only
                for socket-wordcount; --seconds also for interval-floor and latency, --heap and --words for interval-floor:
                %s""", String.join(", ", benchmarks), SocketLoad.help());
    }
}
