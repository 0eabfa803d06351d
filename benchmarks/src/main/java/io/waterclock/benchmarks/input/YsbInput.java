// SPDX-License-Identifier: Apache-2.0
package io.waterclock.benchmarks.input;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Events, and which campaign an ad belongs to. Types and ads are drawn at random, so that a branch on them can't be learnt.
 *
 * @param campaignOf of {@value #ADS} ads, {@value #CAMPAIGNS} campaigns
 */
public record YsbInput(AdEvent[] events, Map<Integer, Integer> campaignOf) {
    private static final int ADS = 1_000;
    private static final int CAMPAIGNS = 100;
    private static final int FIRST_AD = 10_000;
    private static final int FIRST_CAMPAIGN = 1_000;
    private static final long SEED = 20_260_102;

    public static YsbInput of(int size) {
        Integer[] ads = new Integer[ADS];
        Map<Integer, Integer> campaignOf = new HashMap<>();
        for (int i = 0; i < ADS; i++) {
            ads[i] = FIRST_AD + i;
            campaignOf.put(ads[i], FIRST_CAMPAIGN + i % CAMPAIGNS);
        }
        Random random = new Random(SEED);
        AdEvent[] events = new AdEvent[size];
        for (int i = 0; i < size; i++) {
            events[i] = new AdEvent(ads[random.nextInt(ADS)], random.nextInt(AdEvent.TYPES), i);
        }
        return new YsbInput(events, campaignOf);
    }

    /** What a campaign's count adds to the checksum. */
    public static long checksum(int campaign, int count) {
        return campaign * (long) count + count;
    }
}
