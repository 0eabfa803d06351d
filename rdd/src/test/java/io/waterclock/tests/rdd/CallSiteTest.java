// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.rdd;

import static org.assertj.core.api.Assertions.assertThat;

import io.waterclock.rdd.Operator;
import io.waterclock.util.CallSite;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CallSiteTest {

    private static int line() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow())
                .getLineNumber();
    }

    @Test
    void callSite_isTheNearestFrameOutsideOurPackages() {
        CallSite here = CallSite.capture();
        int line = line() - 1;
        assertThat(here.place()).isEqualTo("CallSiteTest.java:" + line);
        assertThat(here.method()).isEqualTo("CallSiteTest#callSite_isTheNearestFrameOutsideOurPackages");
        Operator map = Operator.here("map");
        line = line() - 1;
        assertThat(map.toString()).isEqualTo("map at CallSiteTest.java:" + line);
    }

    @Test
    void framesOfTheJdk_arePassedOver() {
        Supplier<CallSite> capture = CallSite::capture;
        CallSite inAStream =
                List.of(1).stream().map(x -> capture.get()).findFirst().orElseThrow();
        assertThat(inAStream.place()).startsWith("CallSiteTest.java:");
        assertThat(inAStream.method()).startsWith("CallSiteTest#");
    }

    @Test
    void siteOfAnAction_isFoundWhenItIsAskedFor() {
        Operator count = Operator.of("count");
        int line = line() + 1;
        assertThat(count.toString()).isEqualTo("count at CallSiteTest.java:" + line);
    }
}
