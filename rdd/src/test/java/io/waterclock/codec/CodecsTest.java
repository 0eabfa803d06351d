// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.RecordWriter.Mode;
import io.waterclock.engine.Threads;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecsTest {

    /** A class of a program's, neither a record nor serializable. */
    static final class Money {
        final long cents;

        Money(long cents) {
            this.cents = cents;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Money && ((Money) o).cents == cents;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(cents);
        }
    }

    /** A class that knows Java serialization only. */
    static final class Old implements Serializable {
        private static final long serialVersionUID = 1L;
        final List<Object> things = new ArrayList<>();

        @Override
        public boolean equals(Object o) {
            return o instanceof Old && ((Old) o).things.equals(things);
        }

        @Override
        public int hashCode() {
            return Objects.hash(things);
        }
    }

    enum Size {
        S,
        M
    }

    record Item(String name, Size size) {}

    record Order(long id, List<Item> items, Item @Nullable [] more) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double r) implements Shape {}

    record Square(double a) implements Shape {}

    static final Codec<Money> MONEY = Codec.of((m, out) -> out.writeLong(m.cents), in -> new Money(in.readLong()));

    @Test
    void aTypeOfTheProgram_needsACodec_andTheErrorSaysHow() {
        assertThatThrownBy(() -> bytes(new Codecs(), Mode.DURABLE, List.of(new Money(5))))
                .isInstanceOf(WaterclockException.class)
                .hasMessage("There is no codec for io.waterclock.codec.CodecsTest$Money, needed for saveAsObjectFile at"
                        + " Orders.java:41. Register one: context.codecs().register(Money.class, codec). Records, enums and the JDK's"
                        + " everyday types need none")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.CODEC_MISSING);
        assertThatThrownBy(() -> bytes(new Codecs(), Mode.PRIVATE, new Money(5)))
                .hasMessageContaining(
                        "There is no codec for io.waterclock.codec.CodecsTest$Money, which isn't serializable either");
    }

    /** Fails when it is looked for and put outside of one monitor: then both are taken now and then, and one is forgotten. */
    @Test
    void typeThatTwoThreadsGiveACodec_hasOne() throws Exception {
        for (int round = 0; round < 3_000; round++) {
            Codecs codecs = new Codecs();
            CyclicBarrier barrier = new CyclicBarrier(2);
            AtomicInteger refused = new AtomicInteger();
            Runnable registering = () -> {
                Codec<Money> own = Codec.of((m, out) -> {}, in -> new Money(0));
                try {
                    barrier.await();
                    codecs.register(Money.class, own);
                } catch (IllegalArgumentException e) {
                    refused.incrementAndGet();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new IllegalStateException(e);
                }
            };
            Thread other = Threads.daemon("registering", registering);
            other.start();
            registering.run();
            other.join();
            assertThat(refused).hasValue(1);
        }
    }

    @Test
    void aRegisteredCodec_isUsed_alsoInsideOtherValues_inBothModes() throws IOException {
        Codecs codecs = new Codecs().register(Money.class, MONEY).register(Money.class, MONEY);
        for (Mode mode : Mode.values()) {
            Object value = Map.of("a", List.of(new Money(-1), new Money(Long.MAX_VALUE)));
            assertThat(read(codecs, mode, bytes(codecs, mode, value))).isEqualTo(value);
            Money[] array = {new Money(1), null};
            assertThat((Object[]) read(codecs, mode, bytes(codecs, mode, array)))
                    .isInstanceOf(Money[].class)
                    .containsExactly((Object[]) array);
        }
        assertThatThrownBy(() -> codecs.register(Money.class, Codec.of((m, out) -> {}, in -> new Money(0))))
                .hasMessage("register: io.waterclock.codec.CodecsTest$Money has a codec already");
        assertThatThrownBy(() -> codecs.register(String.class, Codec.of((s, out) -> {}, in -> "")))
                .hasMessage("register: java.lang.String has a codec already, a built-in one");
        assertThatThrownBy(() -> codecs.register(Old.class))
                .hasMessage(
                        "register: io.waterclock.codec.CodecsTest$Old is neither a record nor an enum, so it needs a codec: register(Old.class, codec)");
    }

    @Test
    void aCodecOfAnInterface_isThatOfItsImplementations() throws IOException {
        Codecs codecs = new Codecs()
                .register(
                        CharSequence.class,
                        "text",
                        Codec.of((s, out) -> out.writeString(s.toString()), RecordInput::readString));
        StringBuffer buffer = new StringBuffer("x");
        assertThat(read(codecs, Mode.DURABLE, bytes(codecs, Mode.DURABLE, buffer)))
                .isEqualTo("x");
    }

    @Test
    void anotherProgram_readsWhatItHasNamed_andNothingElse() throws IOException {
        Codecs writing = new Codecs().register(Money.class, "money", MONEY);
        Order order = new Order(7, List.of(new Item("hat", Size.M)), new Item[] {new Item("coat", Size.S)});
        byte[] bytes = bytes(writing, Mode.DURABLE, order);
        assertThatThrownBy(() -> read(new Codecs(), Mode.DURABLE, bytes))
                .isInstanceOf(WaterclockException.class)
                .hasMessage(
                        "The stream has values of the record io.waterclock.codec.CodecsTest$Order, which this program has"
                                + " not named, and nothing is made of a class that only a file names. Before reading, call"
                                + " context.codecs().register(Order.class); if the class has another name now, also"
                                + " codecs().alias(\"io.waterclock.codec.CodecsTest$Order\", …)")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.CODEC_MISSING);
        Order read = (Order) read(new Codecs().register(Order.class), Mode.DURABLE, bytes);
        assertThat(read.items()).isEqualTo(order.items());
        assertThat(read.more()).isEqualTo(order.more());
        byte[] money = bytes(writing, Mode.DURABLE, new Money(3));
        assertThatThrownBy(() -> read(new Codecs(), Mode.DURABLE, money))
                .hasMessageContaining("values of money, which this program has not named")
                .hasMessageContaining("context.codecs().register(money.class, codec) with the codec it was written by");
        assertThat(read(new Codecs().register(Money.class, "money", MONEY), Mode.DURABLE, money))
                .isEqualTo(new Money(3));
    }

    @Test
    void namingASealedInterface_namesWhatItPermits() throws IOException {
        Codecs writing = new Codecs().register(Shape.class);
        Shape[] shapes = {new Circle(1), new Square(2)};
        byte[] bytes = bytes(writing, Mode.DURABLE, shapes);
        assertThat((Object[]) read(new Codecs().register(Shape.class), Mode.DURABLE, bytes))
                .isInstanceOf(Shape[].class)
                .containsExactly((Object[]) shapes);
        assertThatThrownBy(() -> bytes(new Codecs(), Mode.DURABLE, shapes))
                .hasMessageContaining("Shape[], whose element type the reader could not know");
    }

    @Test
    void aRenamedClass_isReadByItsAlias() throws IOException {
        byte[] bytes = bytes(new Codecs(), Mode.DURABLE, new Circle(3));
        Codecs reading = new Codecs().register(Square.class).alias(Circle.class.getName(), Square.class);
        assertThatThrownBy(() -> read(reading, Mode.DURABLE, bytes))
                .hasMessageStartingWith(
                        "The record io.waterclock.codec.CodecsTest$Square has changed since it was written: it has the components (double a), and the stream has (double r).");
        record Renamed(double r) {}
        Codecs renamed = new Codecs().register(Renamed.class).alias(Circle.class.getName(), Renamed.class);
        assertThat(read(renamed, Mode.DURABLE, bytes)).isEqualTo(new Renamed(3));
    }

    @Test
    void anEnumWhoseConstantsMoved_isReadByName_andALostConstantIsSaid() throws IOException {
        byte[] bytes = bytes(new Codecs(), Mode.DURABLE, Size.M);
        enum Moved {
            XS,
            M
        }
        enum Lost {
            S
        }
        assertThat(read(new Codecs().alias(Size.class.getName(), Moved.class), Mode.DURABLE, bytes))
                .isEqualTo(Moved.M);
        assertThatThrownBy(() -> read(new Codecs().alias(Size.class.getName(), Lost.class), Mode.DURABLE, bytes))
                .hasMessageStartingWith("The stream has the constant M of the enum ")
                .hasMessageEndingWith("which it hasn't any more; it has [S]");
    }

    @Test
    void codecsHaveVersions_olderOnesAreRead_newerOnesRefused() throws IOException {
        byte[] one = bytes(new Codecs().register(Money.class, MONEY), Mode.DURABLE, new Money(2));
        Codecs two = new Codecs().register(Money.class, new MoneyOfTwoVersions());
        assertThat(read(two, Mode.DURABLE, one)).isEqualTo(new Money(2));
        byte[] bytes = bytes(two, Mode.DURABLE, new Money(2));
        assertThat(read(two, Mode.DURABLE, bytes)).isEqualTo(new Money(2));
        assertThatThrownBy(() -> read(new Codecs().register(Money.class, MONEY), Mode.DURABLE, bytes))
                .hasMessageContaining(
                        "written by version 2 of its codec, and the codec registered here is of version 1. Register the newer one");
    }

    static final class MoneyOfTwoVersions implements Codec<Money> {
        private static final long serialVersionUID = 1L;

        @Override
        public void write(Money money, RecordOutput out) throws IOException {
            out.writeString("EUR");
            out.writeLong(money.cents);
        }

        @Override
        public Money read(RecordInput in, int version) throws IOException {
            if (version > 1) {
                in.readString();
            }
            return new Money(in.readLong());
        }

        @Override
        public int version() {
            return 2;
        }
    }

    @Test
    void aCodecThatReadsLessOrMoreThanItWrote_isNamed() throws IOException {
        Codecs less = new Codecs()
                .register(
                        Money.class,
                        Codec.of(
                                (m, out) -> {
                                    out.writeLong(m.cents);
                                    out.writeInt(1);
                                },
                                in -> new Money(in.readLong())));
        byte[] bytes = bytes(less, Mode.DURABLE, new Money(2));
        assertThatThrownBy(() -> read(less, Mode.DURABLE, bytes))
                .hasMessageContaining(
                        "the codec of io.waterclock.codec.CodecsTest$Money read more or less than was written; its two methods don't agree");
        Codecs failing = new Codecs().register(Money.class, Codec.of(MONEY::write, in -> {
            throw new IllegalStateException("mine");
        }));
        byte[] good = bytes(failing, Mode.DURABLE, new Money(2));
        assertThatThrownBy(() -> read(failing, Mode.DURABLE, good))
                .hasMessage(
                        "The codec of io.waterclock.codec.CodecsTest$Money failed to read a value: java.lang.IllegalStateException: mine")
                .extracting(e -> ((WaterclockException) e).code())
                .isEqualTo(ErrorCode.CODEC_FAILED);
    }

    @Test
    void privateStreams_fallBackToJavaSerialization_withinOneRegistry() throws IOException {
        Codecs codecs = new Codecs();
        Old old = new Old();
        old.things.add(new java.util.PriorityQueue<>(List.of(3, 1, 2)).poll());
        old.things.add(new AtomicInteger(5).get());
        old.things.add(new Old());
        old.things.add(List.of(1, 2));
        byte[] bytes = bytes(codecs, Mode.PRIVATE, Arrays.asList(old, new java.util.Vector<>(List.of(1))));
        assertThat(read(codecs, Mode.PRIVATE, bytes)).isEqualTo(List.of(old, new java.util.Vector<>(List.of(1))));
        assertThatThrownBy(() -> read(new Codecs(), Mode.PRIVATE, bytes))
                .isInstanceOf(CorruptRecordsException.class)
                .hasMessageContaining("is not one that this process has written");
    }

    @Test
    void privateStreams_keepLambdasAndProxiesAndComparators() throws IOException {
        Codecs codecs = new Codecs();
        TreeMap<String, Integer> byLength =
                new TreeMap<>((Comparator<String> & Serializable) (a, b) -> Integer.compare(a.length(), b.length()));
        byLength.put("aaa", 1);
        byLength.put("b", 2);
        TreeMap<?, ?> read = (TreeMap<?, ?>) read(codecs, Mode.PRIVATE, bytes(codecs, Mode.PRIVATE, byLength));
        assertThat(read.firstKey()).isEqualTo("b");
        assertThat(read.get("ccc")).isEqualTo(1);
        Object proxy =
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Runnable.class}, new Handler());
        assertThat(read(codecs, Mode.PRIVATE, bytes(codecs, Mode.PRIVATE, proxy)))
                .isInstanceOf(Runnable.class);
        assertThatThrownBy(() -> bytes(codecs, Mode.DURABLE, byLength))
                .hasMessageContaining("There is no codec for java.util.TreeMap with a comparator of its own");
        TreeSet<String> reverse = new TreeSet<>(Collections.reverseOrder());
        reverse.addAll(List.of("a", "b"));
        TreeSet<?> back = (TreeSet<?>) read(codecs, Mode.DURABLE, bytes(codecs, Mode.DURABLE, reverse));
        assertThat(back.first()).isEqualTo("b");
    }

    static final class Handler implements java.lang.reflect.InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) {
            return method.getName().equals("hashCode") ? 1 : method.getName().equals("toString") ? "proxy" : null;
        }
    }

    @Test
    void codecs_canBeSentToAWorker() throws Exception {
        Codecs codecs = new Codecs()
                .register(Money.class, "money", new MoneyOfTwoVersions())
                .register(Order.class);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
            out.writeObject(codecs);
        }
        Codecs there;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
            there = (Codecs) in.readObject();
        }
        byte[] bytes = bytes(codecs, Mode.DURABLE, List.of(new Money(1), new Order(1, List.of(), null)));
        assertThat(read(there, Mode.DURABLE, bytes)).isEqualTo(List.of(new Money(1), new Order(1, List.of(), null)));
    }

    @Test
    void aFileOfVersion1_isRead() throws Exception {
        List<@Nullable Object> golden = GoldenFile.records();
        try (RecordReader reader = new RecordReader(
                Objects.requireNonNull(getClass().getResourceAsStream("records-1.bin")),
                GoldenFile.codecs(),
                Mode.DURABLE)) {
            for (Object record : golden) {
                assertThat(RandomValues.picture(reader.read())).isEqualTo(RandomValues.picture(record));
            }
            assertThat(reader.hasNext()).isFalse();
        }
    }

    enum Shade {
        LIGHT,
        DARK {
            @Override
            public String toString() {
                return "dark";
            }
        }
    }

    @Test
    void aConstantWithABody_isWrittenAsItsEnum_alsoByACodecForIt() throws IOException {
        AtomicInteger used = new AtomicInteger();
        Codec<Shade> codec = Codec.of(
                (shade, out) -> {
                    used.incrementAndGet();
                    out.writeInt(shade.ordinal());
                },
                in -> Shade.values()[in.readInt()]);
        for (Mode mode : Mode.values()) {
            Codecs registered = new Codecs().register(Shade.class, codec);
            assertThat(read(registered, mode, bytes(registered, mode, Shade.DARK)))
                    .isEqualTo(Shade.DARK);
            Codecs named = new Codecs().register(Shade.class);
            assertThat(read(named, mode, bytes(named, mode, Shade.DARK))).isEqualTo(Shade.DARK);
        }
        assertThat(used).hasValue(Mode.values().length);
    }

    @Test
    void setsThatTellElementsApartByIdentity_areNotTakenForOrdinaryOnes() throws IOException {
        Set<Object> byIdentity = Collections.newSetFromMap(new IdentityHashMap<>());
        byIdentity.add(new ArrayList<>());
        byIdentity.add(new ArrayList<>());
        Codecs codecs = new Codecs();
        assertThatThrownBy(() -> bytes(codecs, Mode.DURABLE, byIdentity))
                .isInstanceOfSatisfying(
                        WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_MISSING));
        assertThat((Set<?>) read(codecs, Mode.PRIVATE, bytes(codecs, Mode.PRIVATE, byIdentity)))
                .hasSize(2);
    }

    /** Refused when it is written: a durable file that can't be read back would be found out too late. */
    @Test
    void equalElementsInsideAWrapper_areRefusedWhenWritten_andKeptPrivately() throws IOException {
        Set<Object> set = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<Object, Object> map = new IdentityHashMap<>();
        for (int i = 0; i < 2; i++) {
            set.add(new ArrayList<>());
            map.put(new ArrayList<>(), i);
        }
        Codecs codecs = new Codecs();
        for (Object hidden : List.of(
                Collections.unmodifiableSet(set),
                Collections.synchronizedSet(set),
                Collections.checkedSet(set, Object.class),
                Collections.unmodifiableMap(map),
                Collections.synchronizedMap(map))) {
            assertThatThrownBy(() -> bytes(codecs, Mode.DURABLE, hidden))
                    .isInstanceOfSatisfying(
                            WaterclockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_MISSING))
                    .hasMessageContaining(
                            " that holds equal elements, which it tells apart in another way (by identity?)");
            Object read = read(codecs, Mode.PRIVATE, bytes(codecs, Mode.PRIVATE, hidden));
            assertThat(read instanceof Map<?, ?> m ? m.size() : ((Set<?>) read).size())
                    .isEqualTo(2);
        }
        set.clear();
        set.add("once");
        assertThat(read(codecs, Mode.DURABLE, bytes(codecs, Mode.DURABLE, Collections.unmodifiableSet(set))))
                .isEqualTo(Set.of("once"));
    }

    private static byte[] bytes(Codecs codecs, Mode mode, Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RecordWriter writer = new RecordWriter(bytes, codecs, mode, "saveAsObjectFile at Orders.java:41")) {
            writer.write(value);
        }
        return bytes.toByteArray();
    }

    private static @Nullable Object read(Codecs codecs, Mode mode, byte[] bytes) throws IOException {
        try (RecordReader reader = new RecordReader(new ByteArrayInputStream(bytes), codecs, mode)) {
            Object value = reader.read();
            assertThat(reader.hasNext()).isFalse();
            return value;
        }
    }
}
