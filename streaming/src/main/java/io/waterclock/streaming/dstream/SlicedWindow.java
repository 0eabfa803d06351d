// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.dstream;

import io.waterclock.Tuple2;
import io.waterclock.function.Function;
import io.waterclock.rdd.Lineage;
import io.waterclock.rdd.Operator;
import io.waterclock.rdd.Partitioner;
import io.waterclock.rdd.StatefulFunction;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.window.Slice;
import io.waterclock.streaming.window.SlidingStep;
import io.waterclock.streaming.window.WindowRule;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a window over slices: each batch of the stream that is in any window takes the window further, also one at which no window ends. The stream that the program sees
 * reads the window at each slide.
 */
final class SlicedWindow<K, V> extends StatefulDStream<Object> {
    private final DStream<Slice> slices;
    private final WindowRule rule;
    private final PairDStream<K, V> windows;
    /** Made with the first batch: then the time zero is known. */
    private @Nullable SlidingStep step;

    private SlicedWindow(
            Operator made,
            DStream<Slice> slices,
            WindowRule rule,
            Partitioner partitioner,
            @Nullable Function<Tuple2<K, V>, Boolean> keep) {
        super(made, slices, partitioner);
        this.slices = slices;
        this.rule = rule;
        this.windows = snapshots(made, rule.span().slideMs(), new SlidingStep.Reader<>(rule, keep), true);
    }

    static <K, V> PairDStream<K, V> of(
            Operator made,
            DStream<Slice> slices,
            WindowRule rule,
            Partitioner partitioner,
            @Nullable Function<Tuple2<K, V>, Boolean> keep) {
        return new SlicedWindow<>(made, slices, rule, partitioner, keep).windows;
    }

    @Override
    StatefulFunction function(Time time) {
        SlidingStep known = step;
        if (known == null) {
            known = new SlidingStep(rule, graph().times().zeroMs());
            step = known;
        }
        return known;
    }

    @Override
    Function<Object, ? extends Iterator<?>> pairs() {
        return new SlidingStep.Reader<>(rule, null);
    }

    @Override
    @Nullable
    Lineage input(Time time) {
        return rule.span().isInAWindow(time.milliseconds() - graph().times().zeroMs()) ? recordsOf(slices, time) : null;
    }

    @Override
    @Nullable
    String givenName() {
        return windows.name();
    }

    @Override
    String scheme() {
        return rule.span().panes() + " panes of " + rule.span().paneMs() + " ms; " + rule.scheme();
    }
}
