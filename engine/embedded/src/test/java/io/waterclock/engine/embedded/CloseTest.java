// SPDX-License-Identifier: Apache-2.0
package io.waterclock.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.WaterclockConf;
import io.waterclock.WaterclockContext;
import io.waterclock.engine.BlockRef;
import io.waterclock.engine.ReceiverHost;
import io.waterclock.engine.ReceiverProgram;
import io.waterclock.rdd.RDD;
import io.waterclock.rdd.StorageLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CloseTest {

    /** What it throws when it is to be stopped can't even be logged. */
    private static final class Stubborn implements ReceiverProgram {
        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch started = new CountDownLatch(1);

        @Override
        public void start(ReceiverHost host) {
            started.countDown();
        }

        @Override
        public List<BlockRef> cut() {
            return List.of();
        }

        @Override
        public void stop(long timeoutMs) {
            throw new IllegalStateException("won't stop");
        }
    }

    private static final class FullLog extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null
                    && "won't stop".equals(record.getThrown().getMessage())) {
                throw new IllegalStateException("can't log");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void stepThatFails_keepsNoneFromBeingTaken_andTheFirstFailureIsThrown(@TempDir Path directory) throws Exception {
        WaterclockConf conf =
                new WaterclockConf(false).setMaster("local[2]").set("waterclock.local.dir", directory.toString());
        WaterclockContext wc = new WaterclockContext(conf);
        RDD<Integer> kept = wc.parallelize(List.of(1, 2, 3), 2).persist(StorageLevel.DISK_ONLY);
        assertThat(kept.count()).isEqualTo(3);
        assertThat(directory).isNotEmptyDirectory();
        for (int i = 0; i < 2; i++) {
            Stubborn receiver = new Stubborn();
            wc.engine().host("stubborn", receiver, cause -> {});
            receiver.started.await();
        }
        Logger logger = Logger.getLogger("io.waterclock.engine.embedded");
        FullLog full = new FullLog();
        logger.addHandler(full);
        try {
            assertThatThrownBy(wc::close)
                    .hasMessage("can't log")
                    .satisfies(first -> assertThat(first.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("can't log"));
        } finally {
            logger.removeHandler(full);
        }
        assertThat(directory).isEmptyDirectory();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("waterclock-worker"));
    }
}
