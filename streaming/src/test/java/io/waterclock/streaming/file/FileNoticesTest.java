// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileNoticesTest {
    private final Logger logger = Logger.getLogger(FileNotices.class.getName());
    private final List<String> said = new ArrayList<>();
    private final FileNotices notices = new FileNotices("textFileStream at Orders.java:41", "/in", 1_000);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
    }

    private void found(int directories, long tookMs, String... problems) {
        notices.found(
                new FileSelection.Found(List.of(), List.of(), 0, null, directories, List.of(problems)),
                TimeUnit.MILLISECONDS.toNanos(tookMs));
    }

    @Test
    void listingThatTakesLongerThanTheInterval_isSaidOnce() {
        found(1, 1_000);
        assertThat(said).isEmpty();
        found(1, 1_234);
        found(1, 2_000);
        assertThat(said)
                .containsExactly("textFileStream at Orders.java:41: listing \"/in\" took 1234 ms, longer than the batch"
                        + " interval of 1000 ms, so batches come late. Move files away that have been read, or make the interval"
                        + " longer. Said once");
    }

    @Test
    void problem_isSaidOnce_andAgainWhenItHadGone_andIsNoMissingDirectory() {
        found(0, 1, "/in (access is denied)");
        found(1, 1, "/in (access is denied)", "/in/b (access is denied)");
        assertThat(said)
                .containsExactly("textFileStream at Orders.java:41: can't be looked at: /in (access is denied). It is"
                        + " tried again in each batch");
        found(1, 1);
        found(1, 1, "/in/c (it is a loop)");
        assertThat(said).hasSize(2);
    }
}
