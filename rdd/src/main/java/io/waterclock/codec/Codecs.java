// SPDX-License-Identifier: Apache-2.0
package io.waterclock.codec;

import io.waterclock.ErrorCode;
import io.waterclock.WaterclockException;
import io.waterclock.codec.RecordWriter.Mode;
import io.waterclock.function.Shared;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of a context, and the classes that its program has named.
 *
 * <p>Written and read of themselves: null, the boxes of primitives, String, arrays, tuples, records, enums, Optional, the collections of
 * {@code java.util} (an unmodifiable one or a view comes back as the ordinary one that is equal to it), BigInteger, BigDecimal, UUID, {@code
 * java.time}, and what {@code docs/guide/files.md} lists. Every other type needs {@link #register(Class, Codec)}.
 *
 * <p>Durable streams name types. To read one, the program must have named the records and enums in it, by {@link #register(Class[])} or by
 * having written them: nothing is ever made of a class that only a file names.
 *
 * <p>Safe for any thread. What is registered stays.
 */
public final class Codecs implements Shared, Serializable {
    private static final long serialVersionUID = 1L;

    /** Read without a lock, written under its monitor. */
    private final transient Map<Class<?>, CodecType<?>> registered = new ConcurrentHashMap<>();

    /** Those of abstract types and interfaces. */
    private final transient List<CodecType<?>> ofImplementations = new CopyOnWriteArrayList<>();

    private final transient Map<String, Class<?>> classes = new ConcurrentHashMap<>(BuiltIns.CLASSES);
    private final transient PrivateTypes privateTypes = new PrivateTypes();

    /** Held by the class itself, so a class that was only written privately can be unloaded. */
    private final transient ClassValue<ValueType> ofThemselves = new ClassValue<>() {
        @Override
        protected ValueType computeValue(Class<?> type) {
            return type.isRecord()
                    ? RecordType.of(type)
                    : type.isArray() ? new ArrayType(type.getComponentType()) : new EnumType(type);
        }
    };

    /** With the built-in ones. */
    public Codecs() {
        for (CodecType<?> builtIn : BuiltIns.ALL) {
            put(builtIn);
        }
    }

    /** {@link #register(Class, String, Codec)} under the name of the class. */
    public <T> Codecs register(Class<T> type, Codec<T> codec) {
        return register(type, type.getName(), codec);
    }

    /**
     * Says how values of a type are written and read: values of exactly this class, or, when it is abstract or an interface, of all classes below it that
     * have no codec of their own.
     *
     * @param name of the type in durable streams; one that stays when the class moves
     * @throws IllegalArgumentException when the type has another codec already, or the name stands for another type
     */
    public <T> Codecs register(Class<T> type, String name, Codec<T> codec) {
        synchronized (registered) {
            CodecType<?> before = registered.get(type);
            if (before != null && before.codec() == codec && before.name().equals(name)) {
                return this;
            }
            if (before != null || type.isPrimitive() || Containers.tagOf(type) >= 0) {
                throw new IllegalArgumentException("register: " + type.getTypeName() + " has a codec already"
                        + (before == null ? ", a built-in one" : ""));
            }
            name(name, type);
            put(new CodecType<>(type, name, codec));
        }
        return this;
    }

    private void put(CodecType<?> type) {
        registered.put(type.type(), type);
        if (Modifier.isAbstract(type.type().getModifiers())) {
            ofImplementations.add(type);
        }
    }

    /**
     * Names classes that may be read from durable streams: records and enums, with those in the types of their components; of a sealed interface also all
     * that it permits. An interface is named as the element type of arrays.
     *
     * @throws IllegalArgumentException for any other class
     */
    public Codecs register(Class<?>... types) {
        for (Class<?> type : types) {
            if (!type.isRecord() && !type.isEnum() && !type.isInterface()) {
                throw new IllegalArgumentException("register: " + type.getTypeName()
                        + " is neither a record nor an enum, so it needs a codec: register(" + type.getSimpleName()
                        + ".class, codec)");
            }
            nameAll(type);
        }
        return this;
    }

    /**
     * Refuses a type that durable streams can't have, as far as it tells of its values: of an interface, an abstract class or {@code Object} there must be a class that
     * has a codec or is named, and which the values have is looked at when they are written. Names it for reading too.
     *
     * @param purpose what is to be written, for the error
     * @throws WaterclockException with code CODEC_MISSING when it, or a type in a component of it, has no codec
     */
    public Codecs requireDurable(Class<?> type, String purpose) {
        new OutputTypes(this, Mode.DURABLE, purpose).require(type, new HashSet<>());
        nameAll(type);
        return this;
    }

    /** Another name, usually an earlier one, under which durable streams may have a type that is or will be registered. */
    public Codecs alias(String name, Class<?> type) {
        classes.put(name, type);
        return this;
    }

    private void name(String name, Class<?> type) {
        Class<?> before = classes.putIfAbsent(name, type);
        if (before != null && before != type) {
            throw new IllegalArgumentException("register: the name " + name + " stands for " + before.getTypeName()
                    + (before.getName().equals(type.getName()) ? " of another class loader" : "")
                    + " already, and can't for " + type.getTypeName() + " too");
        }
    }

    private void nameAll(Type type) {
        if (type instanceof ParameterizedType) {
            nameAll(((ParameterizedType) type).getRawType());
            for (Type argument : ((ParameterizedType) type).getActualTypeArguments()) {
                nameAll(argument);
            }
        } else if (type instanceof GenericArrayType) {
            nameAll(((GenericArrayType) type).getGenericComponentType());
        } else if (type instanceof WildcardType) {
            nameAll(((WildcardType) type).getUpperBounds()[0]);
        } else if (type instanceof Class<?>) {
            nameClass((Class<?>) type);
        }
    }

    private void nameClass(Class<?> type) {
        if (type.isArray()) {
            nameAll(type.getComponentType());
            return;
        }
        boolean named = type.isRecord() || type.isEnum() || type.isInterface();
        if (!named && !type.isSealed() || registered.containsKey(type) || classes.get(type.getName()) == type) {
            return;
        }
        if (named) {
            name(type.getName(), type);
        }
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                nameAll(component.getGenericType());
            }
        }
        if (type.isSealed() && !type.isEnum()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                nameAll(permitted);
            }
        }
    }

    // ---- for a cluster's workers

    private Object writeReplace() {
        List<CodecType<?>> own = new ArrayList<>(registered.values());
        own.removeAll(BuiltIns.ALL);
        return new Sent(own.toArray(CodecType<?>[]::new), new HashMap<>(classes));
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("Codecs are sent in another form");
    }

    private record Sent(CodecType<?>[] registered, HashMap<String, Class<?>> classes) implements Serializable {
        private Object readResolve() {
            Codecs codecs = new Codecs();
            for (CodecType<?> type : registered) {
                codecs.put(type);
            }
            codecs.classes.putAll(classes);
            return codecs;
        }
    }

    // ---- what streams ask

    boolean isRegistered(Class<?> type) {
        return registered.containsKey(type);
    }

    PrivateTypes privateTypes() {
        return privateTypes;
    }

    /** How values of a class are written that has no tag of every stream's; null when there is no way. */
    @Nullable
    ValueType typeOf(@Nullable Object value, Class<?> type, Mode mode) {
        // a constant with a body is of a class of its own
        Class<?> declaring = value instanceof Enum<?> ? ((Enum<?>) value).getDeclaringClass() : type;
        CodecType<?> own = registered.get(declaring);
        if (own == null) {
            own = ofImplementation(declaring);
        }
        if (own != null) {
            return own;
        }
        if (!declaring.isRecord() && !declaring.isEnum() && !declaring.isArray()) {
            return null;
        }
        try {
            return ofThemselves.get(declaring);
        } catch (WaterclockException e) {
            if (mode == Mode.PRIVATE) {
                return null;
            }
            throw e;
        }
    }

    private @Nullable CodecType<?> ofImplementation(Class<?> type) {
        CodecType<?> nearest = null;
        for (CodecType<?> each : ofImplementations) {
            if (each.type().isAssignableFrom(type)
                    && (nearest == null || nearest.type().isAssignableFrom(each.type()))) {
                nearest = each;
            }
        }
        return nearest;
    }

    /** What a durable stream calls a class; from now on the program can read it. */
    String nameOf(Class<?> type) {
        CodecType<?> own = registered.get(type);
        if (own != null) {
            return own.name();
        }
        classes.putIfAbsent(type.getName(), type);
        return type.getName();
    }

    /** Whether a value of an interface or abstract class can be of a class that a reader knows. */
    boolean canHaveSome(Class<?> type) {
        return type.isPrimitive()
                || ofImplementation(type) != null
                || classes.values().stream().anyMatch(each -> type.isAssignableFrom(each) && isWritten(each));
    }

    private boolean isWritten(Class<?> type) {
        return registered.containsKey(type) || type.isEnum() || !Modifier.isAbstract(type.getModifiers());
    }

    /** Whether a reader can know the element type of an array. */
    boolean canName(Class<?> element) {
        return registered.containsKey(element)
                || element.isRecord()
                || element.isEnum()
                || classes.get(element.getName()) == element;
    }

    /** @throws WaterclockException with code CODEC_MISSING when the program hasn't named it */
    Class<?> namedClass(String name, String what) {
        Class<?> type = classes.get(name);
        if (type != null) {
            return type;
        }
        String simple = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        throw new WaterclockException(
                ErrorCode.CODEC_MISSING,
                "The stream has values of " + what + name
                        + ", which this program has not named, and nothing is made of a class that only a file names. Before reading, call "
                        + (what.isEmpty()
                                ? "context.codecs().register(" + simple
                                        + ".class, codec) with the codec it was written by"
                                : "context.codecs().register(" + simple + ".class)")
                        + "; if the class has another name now, also codecs().alias(\"" + name + "\", …)");
    }
}
