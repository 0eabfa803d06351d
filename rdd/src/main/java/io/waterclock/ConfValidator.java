// SPDX-License-Identifier: Apache-2.0
package io.waterclock;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * Checks every setting once, when a context is made: each {@code waterclock.*} key is known and has a value it can have. A key
 * that only Spark knows has no effect, which is said once a context; or it is refused, where the program would rely on it.
 */
final class ConfValidator {
    private static final Logger LOG = System.getLogger(ConfValidator.class.getName());
    private static final String OURS = "waterclock.";

    private ConfValidator() {}

    static void validate(WaterclockConf conf) {
        Map<String, ConfigKey<?>> known = new TreeMap<>();
        Map<String, SparkKey> ofSpark = new TreeMap<>();
        List<String> withoutEffect = new ArrayList<>();
        for (ConfigKeys keys : ServiceLoader.load(ConfigKeys.class, ConfigKeys.class.getClassLoader())) {
            keys.keys().forEach(key -> known.put(key.name(), key));
            keys.sparkKeys().forEach(key -> ofSpark.put(key.name(), key));
        }
        conf.getAll().forEach((name, text) -> {
            if (name.startsWith(OURS)) {
                ConfigKey<?> key = known.get(name);
                SparkKey there = ofSpark.get(name);
                if (key != null) {
                    key.parse(text);
                } else if (there == null) {
                    throw unknown(name, new ArrayList<>(known.keySet()));
                } else if (there.refused().test(text)) {
                    throw refused(there, text);
                } else {
                    withoutEffect.add(name + " (" + there.meanwhile() + ")");
                }
            }
        });
        if (!withoutEffect.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "Settings that are known in Spark and have no effect here yet: "
                            + String.join("; ", withoutEffect));
        }
    }

    private static WaterclockException refused(SparkKey key, String text) {
        return new WaterclockException(
                ErrorCode.BAD_CONFIGURATION,
                key.name() + " is \"" + text + "\", a setting of Spark's that can't be had here: " + key.meanwhile());
    }

    private static WaterclockException unknown(String name, List<String> known) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        boolean alike = 2 * least <= name.length() - OURS.length();
        return new WaterclockException(
                ErrorCode.BAD_CONFIGURATION,
                "There is no setting " + name
                        + (alike ? ". Did you mean " + nearest + "?" : ", nor one with a name like it.")
                        + " (Keys of your own must not begin with \"" + OURS + "\".)");
    }

    /** Levenshtein's distance, in two rows. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[b.length()];
    }
}
