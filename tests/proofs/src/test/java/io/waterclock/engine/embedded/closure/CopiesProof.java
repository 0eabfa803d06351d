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

    /** One thread asks for what could change the map, which so becomes its own. Were that said before it is filled, the other would find nothing. */
    @Test
    void mapThatOneReads_whileItBecomesItsOwn_isWhole() {
        play(() -> {
            LazyMapCopy<String, Integer> map = new LazyMapCopy<>(new HashMap<>(Map.of("a", 1)));
            run(map::entrySet, () -> expect(map.get("a") != null, "the entry is missing"));
            expect(map.size() == 1, "the entry is lost");
        });
    }

    @Test
    void setThatOneReads_whileItBecomesItsOwn_isWhole() {
        play(() -> {
            LazySetCopy<String> set = new LazySetCopy<>(new HashSet<>(List.of("a")));
            run(set::iterator, () -> expect(set.contains("a"), "the element is missing"));
            expect(set.size() == 1, "the element is lost");
        });
    }
}
