// SPDX-License-Identifier: Apache-2.0
package io.waterclock.examples;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import java.util.List;

/** The founding batch program: numbers from a file, one a line; adds one, and prints what is below ten. */
public final class BatchProgram {

    private BatchProgram() {}

    public static void main(String[] args) {
        String path = args.length > 0 ? args[0] : "numbers.txt";
        WaterclockConf conf = new WaterclockConf().setMaster("local[2]").setAppName("Basic application");
        try (WaterclockContext wc = new WaterclockContext(conf)) {
            List<Integer> result = wc.textFile(path, 2)
                    .map(Integer::parseInt)
                    .map(x -> x + 1)
                    .filter(x -> x < 10)
                    .collect();
            result.forEach(System.out::println);
        }
    }
}
