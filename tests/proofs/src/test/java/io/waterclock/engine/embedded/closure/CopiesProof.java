// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded.closure;

import static io.waterclock.proofs.Together.expect;
import static io.waterclock.proofs.Together.play;
import static io.waterclock.proofs.Together.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link LazyMapCopy} and {@link LazySetCopy}: captured collections that several threads of one task read. */
class CopiesProof {

    /** Two threads of one task go through the map, which so becomes its own. Were it told before it is filled, one would see a part. */
    @Test
    void mapThatTwoReadFirst_isWhole() {
        play(() -> {
            LazyMapCopy<String, Integer> map = new LazyMapCopy<>(new HashMap<>(Map.of("a", 1, "b", 2)));
            run(
                    () -> expect(map.entrySet().size() == 2, "a part of the entries"),
                    () -> expect(Integer.valueOf(2).equals(map.get("b")) && map.size() == 2, "a part of the map"));
        });
    }

    @Test
    void setThatTwoReadFirst_isWhole() {
        play(() -> {
            LazySetCopy<String> set = new LazySetCopy<>(new HashSet<>(List.of("a", "b")));
            run(
                    () -> expect(set.toArray().length == 2, "a part of the elements"),
                    () -> expect(set.contains("b") && set.size() == 2, "a part of the set"));
        });
    }
}
