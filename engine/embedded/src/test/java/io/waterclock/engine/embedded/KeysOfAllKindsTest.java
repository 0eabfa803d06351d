// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.Tuple2;
import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.engine.embedded.shuffle.pairs.ShortString;
import io.waterclock.rdd.PairRDD;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the keys are, and whichever loops they go through, they are counted and found as a map would. */
class KeysOfAllKindsTest {
    private static final long SEED = Long.getLong("test.seed", 20261126L);
    private static final int ROUNDS = 120;

    /** Of one code unit, of two bytes, and 0, which isn't seen in front of a number. */
    private static final char[] LETTERS = {0, 'A', 'a', 'B', 'b', 'z', 0x7F, 0x80, 0xE9, 0xFF, 0x100, 'a' + 0x100};

    private static final List<String> ALIKE = List.of("Aa", "BB", "C#");

    /** Of one hash code, but not all of them short. */
    private static final List<List<Object>> PAIRS =
            List.of(List.of("\0a", "a"), List.of(97, "a"), List.of("a", 97), List.of("\0\0AaBBC#", "AaBBC#"));

    @ParameterizedTest
    @CsvSource({"true, local, 64m", "true, local[2], 64m", "false, local[2], 64m", "true, local[2], 10k"})
    void keys_areCountedAsAMapWould(String specialize, String master, String memory) {
        WaterclockConf conf = new WaterclockConf(false)
                .setMaster(master)
                .set("waterclock.embedded.memory.bytes", memory)
                .set("waterclock.embedded.specialize", specialize)
                .set("waterclock.embedded.specialize.hotRecords", "0");
        try (WaterclockContext context = new WaterclockContext(conf)) {
            for (int round = 0; round < ROUNDS; round++) {
                long seed = SEED + round;
                boolean isPair = round < PAIRS.size();
                List<Object> keys = isPair ? twice(PAIRS.get(round)) : keys(new Random(seed));
                Map<Object, Integer> counts = new LinkedHashMap<>();
                Map<Object, String> places = new LinkedHashMap<>();
                for (int i = 0; i < keys.size(); i++) {
                    counts.merge(keys.get(i), 1, Integer::sum);
                    places.merge(keys.get(i), "," + i, String::concat);
                }
                PairRDD<Object, Integer> pairs = context.parallelize(keys, isPair ? 1 : 1 + round % 3)
                        .zipWithIndex()
                        .mapToPair(key -> new Tuple2<>(key._1(), (int) (long) key._2()));
                assertThat(asMap(pairs.mapValues(i -> 1).reduceByKey(Integer::sum)))
                        .as("seed %d", seed)
                        .isEqualTo(counts);
                assertThat(asMap(pairs.mapValues(i -> "," + i).reduceByKey(String::concat)))
                        .as("seed %d", seed)
                        .isEqualTo(places);
            }
        }
    }

    private static <V> Map<Object, V> asMap(PairRDD<Object, V> pairs) {
        Map<Object, V> map = new LinkedHashMap<>();
        for (Tuple2<Object, V> pair : pairs.collect()) {
            assertThat(map.put(pair._1(), pair._2()))
                    .as("second entry of a key")
                    .isNull();
        }
        return map;
    }

    private static List<Object> twice(List<Object> keys) {
        return Stream.concat(keys.stream(), keys.stream()).toList();
    }

    private static List<Object> keys(Random random) {
        int kind = random.nextInt(13); // a mixture, or one kind
        int distinct = 1 << random.nextInt(12);
        int longest = 1 + random.nextInt(18);
        List<Object> some = new ArrayList<>();
        for (int i = 0; i < distinct; i++) {
            some.add(key(random, kind < 9 ? kind : random.nextInt(1 + random.nextInt(9)), longest));
        }
        List<Object> keys = new ArrayList<>();
        for (int i = random.nextInt(5_000); i >= 0; i--) {
            Object key = some.get(random.nextInt(distinct));
            keys.add(key instanceof String string && random.nextBoolean() ? String.valueOf(string.toCharArray()) : key);
        }
        return keys;
    }

    private static Object key(Random random, int kind, int longest) {
        return switch (kind) {
            case 0, 1 -> word(random, longest, 6);
            case 2 -> word(random, longest, LETTERS.length);
            case 3 ->
                IntStream.range(0, random.nextInt(20) == 0 ? 4 : 9) // of one hash code, more than a table takes
                        .mapToObj(i -> ALIKE.get(random.nextInt(ALIKE.size())))
                        .collect(Collectors.joining());
            case 4 -> random.nextInt(100);
            case 5 -> (long) random.nextInt(100) << random.nextInt(40);
            case 6 -> random.nextInt(20) / 4.0;
            case 7 -> shortOfOneHash(random.nextInt(200));
            default -> random.nextInt(4) == 0 ? null : List.of(random.nextInt(50));
        };
    }

    /** One of many short Strings that a table finds alike, though their hash codes differ; half of them differ in their tails alone. */
    private static String shortOfOneHash(int n) {
        boolean isTail = n % 2 == 0;
        long head = isTail ? ShortString.head("the same head") : ShortString.NONE;
        long part = ShortString.NONE;
        for (int i = n; part >>> 56 == 0 || part < 0; i += 200) {
            long sum = (0x0BAD_CAFEL << 32 | i) * 0xF1DE_83E1_9937_733DL; // the inverses of the factors
            long mixed = (sum ^ head) * 0x96DE_1B17_3F11_9089L;
            part = isTail ? mixed ^ mixed >>> 32 : sum;
        }
        assertThat(isTail ? ShortString.hash(head, part) : ShortString.hash(part, ShortString.NONE))
                .isEqualTo(0x0BAD_CAFE);
        long bytes = part;
        return IntStream.iterate(56, shift -> shift >= 0, shift -> shift - 8)
                .mapToObj(shift -> "" + (char) (bytes >>> shift & 0xFF))
                .collect(Collectors.joining("", isTail ? "the same" : "", ""));
    }

    private static String word(Random random, int longest, int letters) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            word.append(LETTERS[random.nextInt(letters)]);
        }
        return word.toString();
    }
}
