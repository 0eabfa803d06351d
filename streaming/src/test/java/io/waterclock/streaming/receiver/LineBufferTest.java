// SPDX-License-Identifier: Apache-2.0
package io.waterclock.streaming.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.engine.BlockRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LineBufferTest {
    private final FakeEngine engine = new FakeEngine();
    private final StoreBudget budget = new StoreBudget(64 * 1024, 1000);
    private final BlockGenerator generator = new BlockGenerator("text-0", engine.keeper(), budget);

    @Test
    void lines_end_with_lf_or_cr_lf_and_the_last_may_have_no_end() throws IOException {
        assertThat(linesOf("one\ntwo\r\n\n\r\nfi\rve\nlast", 3))
                .containsExactly("one", "two", "", "", "fi\rve", "last");
        assertThat(linesOf("", 3)).isEmpty();
        assertThat(linesOf("\n", 3)).containsExactly("");
    }

    @Test
    void random_text_in_random_portions_cut_at_random_comes_out_as_its_lines() throws IOException {
        long seed = Long.getLong("test.seed", 11L);
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            List<String> sent = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            int lines = random.nextInt(400);
            for (int k = 0; k < lines; k++) {
                String line = "zażółć-€-😀-abcdef".repeat(random.nextInt(200) == 0 ? 400 : random.nextInt(6)) + k;
                sent.add(line);
                text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

            List<Object> got = new ArrayList<>();
            LineBuffer buffer = generator.openLines("test:1", 32_000);
            InputStream in = new Portions(bytes, random, 4_000);
            boolean more = true;
            while (more) {
                more = buffer.readFrom(in);
                if (random.nextInt(3) == 0) {
                    takeInto(got);
                }
            }
            buffer.finish();
            generator.closeLines(buffer);
            takeInto(got);

            assertThat(got).as("seed %s, round %s", seed, i).isEqualTo(sent);
            assertThat(budget.bytes()).as("seed %s, round %s", seed, i).isZero();
        }
        assertThat(engine.keptBlocks()).isZero();
    }

    @Test
    void a_cut_takes_the_whole_lines_that_have_come_and_leaves_the_unfinished_one() throws IOException {
        LineBuffer buffer = generator.openLines("test:1", 1000);
        buffer.readFrom(stream("a\nb\nunfin"));
        assertThat(generator.hasUncut()).isTrue();
        List<BlockRef> first = generator.cut();
        assertThat(generator.hasUncut()).isFalse();
        assertThat(generator.cut()).isEmpty();
        buffer.readFrom(stream("ished\n"));

        assertThat(Received.records(first)).containsExactly("a", "b");
        assertThat(first).singleElement().satisfies(b -> {
            assertThat(b.recordCount()).isEqualTo(2);
            assertThat(b.sizeInBytes()).isEqualTo(4);
        });
        assertThat(Received.records(generator.cut())).containsExactly("unfinished");
    }

    @Test
    void what_is_unfinished_at_the_close_is_not_stored() throws IOException {
        LineBuffer buffer = generator.openLines("test:1", 1000);
        buffer.readFrom(stream("a\nhalf"));
        generator.close();

        assertThat(Received.records(generator.cut())).containsExactly("a");
        buffer.readFrom(stream("-late\n"));
        assertThat(generator.cut()).isEmpty();
    }

    @Test
    void a_line_longer_than_a_chunk_is_taken_up_to_the_limit() throws IOException {
        String line = "x".repeat(9_000);
        StoreBudget small = new StoreBudget(20_000, 10);
        BlockGenerator text = new BlockGenerator("text-0", engine.keeper(), small);
        LineBuffer buffer = text.openLines("test:1", 1 << 20);
        InputStream in = stream("short\n" + line + "\nend\n");
        while (buffer.readFrom(in)) {
            assertThat(small.bytes()).isLessThanOrEqualTo(20_000);
        }

        assertThat(Received.records(text.cut())).containsExactly("short", line, "end");
    }

    @Test
    void endless_data_without_a_newline_is_refused_within_the_bounds() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                java.util.Arrays.fill(bytes, from, from + length, (byte) 'x');
                return length;
            }
        };
        LineBuffer buffer = generator.openLines("example.org:9999", 20_000);

        assertThatThrownBy(() -> {
                    while (buffer.readFrom(endless)) {
                        assertThat(budget.bytes()).isLessThanOrEqualTo(64 * 1024);
                    }
                })
                .hasMessageContaining("example.org:9999 has sent ")
                .hasMessageContaining("without a newline; a line must not be longer than 20,000 bytes")
                .hasMessageContaining("waterclock.streaming.receiver.maxLineBytes");
        generator.closeLines(buffer);
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void malformed_bytes_are_replaced_and_counted_with_the_block() throws IOException {
        LineBuffer buffer = generator.openLines("test:1", 1000);
        byte[] bytes = "good\nb?d?\né\n".getBytes(StandardCharsets.UTF_8);
        bytes[6] = (byte) 0xFF;
        bytes[8] = (byte) 0xC3;
        // In portions that divide a line and a character.
        for (byte b : bytes) {
            buffer.readFrom(new ByteArrayInputStream(new byte[] {b}));
        }

        List<BlockRef> blocks = generator.cut();
        assertThat(Received.records(blocks)).containsExactly("good", "b\uFFFDd\uFFFD", "é");
        assertThat(((ReceivedBlock) blocks.get(0)).malformed()).isEqualTo(2);
        buffer.readFrom(stream("fine\n"));
        assertThat(((ReceivedBlock) generator.cut().get(0)).malformed()).isZero();
    }

    @Test
    void a_block_travels_with_its_own_bytes_only() throws Exception {
        byte[] bytes = "skip\nmine\nskip\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(new TextBlock(bytes, 5, 10, 1));
        }
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).doesNotContain("skip");
        TextBlock read = (TextBlock) new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject();
        assertThat(read.open().iterator().next()).isEqualTo("mine");
    }

    @Test
    void lines_are_read_from_one_stream_at_a_time() {
        LineBuffer first = generator.openLines("test:1", 1000);
        assertThatThrownBy(() -> generator.openLines("test:2", 1000)).hasMessageContaining("one at a time");
        generator.closeLines(first);
        assertThat(generator.openLines("test:2", 1000)).isNotNull();
    }

    private List<Object> linesOf(String text, int portion) throws IOException {
        LineBuffer buffer = generator.openLines("test:1", 1000);
        InputStream in = new Portions(text.getBytes(StandardCharsets.UTF_8), new Random(portion), portion);
        while (buffer.readFrom(in)) {
            assertThat(budget.bytes()).isPositive();
        }
        buffer.finish();
        generator.closeLines(buffer);
        List<Object> got = new ArrayList<>();
        takeInto(got);
        return got;
    }

    private void takeInto(List<Object> got) {
        List<BlockRef> blocks = generator.cut();
        List<Object> records = Received.records(blocks);
        assertThat(records)
                .hasSize((int) blocks.stream().mapToLong(BlockRef::recordCount).sum());
        got.addAll(records);
        blocks.forEach(BlockRef::release);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives a random part of what it is asked for. */
    private static final class Portions extends ByteArrayInputStream {
        private final Random random;
        private final int most;

        Portions(byte[] bytes, Random random, int most) {
            super(bytes);
            this.random = random;
            this.most = most;
        }

        @Override
        public synchronized int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(length, 1 + random.nextInt(most)));
        }
    }
}
