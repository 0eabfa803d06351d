// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit;

import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The number that decides all that a kit leaves to chance: another one in each process, unless it is set. */
final class Seed {
    private static final String PROPERTY = TestKeys.SEED.name();

    private static final long OF_THIS_PROCESS = ThreadLocalRandom.current().nextLong();

    private final long value;

    private Seed(long value) {
        this.value = value;
    }

    /** @param given by the test; null where it gives none */
    static Seed of(@Nullable Long given) {
        if (given != null) {
            return new Seed(given);
        }
        String set = System.getProperty(PROPERTY, "").trim();
        if (set.isEmpty()) {
            return new Seed(OF_THIS_PROCESS);
        }
        try {
            return new Seed(Long.parseLong(set));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(PROPERTY + " is \"" + set + "\", and must be a whole number", e);
        }
    }

    long value() {
        return value;
    }

    SplittableRandom random() {
        return new SplittableRandom(value);
    }

    /** How the same comes again. */
    String replay() {
        return "Seed " + value + "; the same comes again with -D" + PROPERTY + "=" + value;
    }

    /** To be suppressed by a failure, so that its stack trace says how it comes again. */
    static final class Replay extends Throwable {
        private static final long serialVersionUID = 1L;

        Replay(Seed seed) {
            super(seed.replay(), null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }

        /** Says it once. */
        static void addTo(Throwable failure, Seed seed) {
            for (Throwable said : failure.getSuppressed()) {
                if (said instanceof Replay) {
                    return;
                }
            }
            failure.addSuppressed(new Replay(seed));
        }
    }
}
