// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import io.waterclock.streaming.Durations;
import io.waterclock.streaming.Interval;
import io.waterclock.streaming.State;
import io.waterclock.streaming.StateSpec;
import io.waterclock.streaming.StreamingContext;
import io.waterclock.streaming.StreamingContextState;
import io.waterclock.streaming.Time;
import io.waterclock.streaming.Windowed;
import io.waterclock.streaming.dstream.ConstantInputDStream;
import io.waterclock.streaming.dstream.DStream;
import io.waterclock.streaming.dstream.EventTimeDStream;
import io.waterclock.streaming.dstream.InputDStream;
import io.waterclock.streaming.dstream.MapWithStateDStream;
import io.waterclock.streaming.dstream.OutputOperation;
import io.waterclock.streaming.dstream.PairDStream;
import io.waterclock.streaming.dstream.PairInputDStream;
import io.waterclock.streaming.dstream.PairReceiverInputDStream;
import io.waterclock.streaming.dstream.ReceiverInputDStream;
import io.waterclock.streaming.dstream.WindowedDStream;
import io.waterclock.streaming.file.FileFormat;
import io.waterclock.streaming.receiver.Receiver;
import io.waterclock.tests.docs.Page.Row;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The table of the operations of streams, and what the classes say to it. An operation is written as a program sees it: its name, and the
 * simple names of its parameters' types, where the type variables of a super-class are what the class has made of them.
 */
final class StreamOperations {
    private static final String ADDITIONS = "Additions";
    private static final List<String> HERE = List.of("same", "mended");
    private static final List<String> NOT_HERE = List.of("later", "not here");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Set<Class<?>> OF_EACH = Set.of(Object.class, Enum.class);
    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("toString()", "equals(Object)", "hashCode()", "values()", "valueOf(String)");

    /** The classes of each chapter: an operation is in all of them. */
    private static final Map<String, List<Class<?>>> CHAPTERS = new LinkedHashMap<>();

    static {
        CHAPTERS.put("DStream and PairDStream", List.of(DStream.class, PairDStream.class));
        for (Class<?> type : List.of(
                StreamingContext.class,
                DStream.class,
                PairDStream.class,
                InputDStream.class,
                PairInputDStream.class,
                ReceiverInputDStream.class,
                PairReceiverInputDStream.class,
                MapWithStateDStream.class,
                ConstantInputDStream.class,
                State.class,
                StateSpec.class,
                Duration.class,
                Durations.class,
                Time.class,
                Interval.class,
                StreamingContextState.class,
                Receiver.class)) {
            CHAPTERS.put(type.getSimpleName(), List.of(type));
        }
    }

    /** Classes that Spark doesn't have, or not for programs. */
    private static final Map<String, Class<?>> ADDED = Map.of(
            "EventTimeDStream", EventTimeDStream.class,
            "EventTimeDStream.Windows", EventTimeDStream.Windows.class,
            "WindowedDStream", WindowedDStream.class,
            "Windowed", Windowed.class,
            "FileFormat", FileFormat.class,
            "OutputOperation", OutputOperation.class);

    private final Page page;

    StreamOperations(Page page) {
        this.page = page;
    }

    /** The operations of the API that is followed, each with its chapter. */
    List<String> followed() {
        List<String> followed = new ArrayList<>();
        CHAPTERS.keySet()
                .forEach(chapter -> page.rows(chapter)
                        .forEach(
                                row -> followed.add(chapter + " " + code(row, 0).get(0))));
        return followed;
    }

    /** How many are in which state. */
    Map<String, Long> counts() {
        return CHAPTERS.keySet().stream()
                .flatMap(chapter -> page.rows(chapter).stream())
                .collect(Collectors.groupingBy(row -> row.cells().get(2), Collectors.counting()));
    }

    /** What is wrong with the table, each with its place; none when it is right. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        CHAPTERS.forEach((chapter, types) -> page.rows(chapter).forEach(row -> check(row, types, complaints)));
        for (Row row : page.rows(ADDITIONS)) {
            for (Class<?> type : classesOf(row)) {
                for (String operation : code(row, 1)) {
                    requireThere(row, type, operation, complaints);
                }
            }
        }
        return complaints;
    }

    private static void check(Row row, List<Class<?>> types, List<String> complaints) {
        String place = row.page() + ":" + row.line() + ": ";
        String there = code(row, 0).get(0);
        List<String> here = code(row, 1);
        String state = row.cells().get(2);
        String note = row.cells().size() > 3 ? row.cells().get(3) : "";
        if (HERE.contains(state) == here.isEmpty()) {
            complaints.add(place + there + " is " + state + ", but names " + (here.isEmpty() ? "nothing" : here));
        }
        if (!HERE.contains(state) && !NOT_HERE.contains(state)) {
            complaints.add(place + "\"" + state + "\" is no state; there are " + HERE + " and " + NOT_HERE);
        }
        if (!state.equals("same") && note.isEmpty()) {
            complaints.add(place + there + " is " + state + "; say how or why");
        }
        if (state.equals("same") && !here.equals(List.of(renamed(there)))) {
            complaints.add(place + there + " can't be the same as " + here + "; by the rules it is " + renamed(there));
        }
        for (Class<?> type : types) {
            here.forEach(operation -> requireThere(row, type, operation, complaints));
            if (NOT_HERE.contains(state) && operationsOf(type).contains(renamed(there))) {
                complaints.add(place + there + " is " + state + ", but " + type.getSimpleName() + " has it");
            }
        }
    }

    private static void requireThere(Row row, Class<?> type, String operation, List<String> complaints) {
        Class<?> home = operation.startsWith("Durations.") ? Durations.class : type;
        if (!operationsOf(home).contains(operation.replaceFirst("^Durations\\.", ""))) {
            complaints.add(row.page() + ":" + row.line() + ": " + home.getSimpleName() + " has no public " + operation);
        }
    }

    /** Our name for an operation of Spark's, by the rules. */
    private static String renamed(String there) {
        return there.replace("JavaSpark", "Waterclock")
                .replace("Java", "")
                .replaceAll("\\bSpark", "Waterclock")
                .replace("sparkContext", "waterclockContext")
                .replace(", ClassTag", "");
    }

    /** What classes have that stands neither in the table nor among the additions. */
    Set<String> leftOut() {
        Map<Class<?>, Set<String>> listed = new HashMap<>();
        CHAPTERS.forEach((chapter, types) -> page.rows(chapter)
                .forEach(row -> types.forEach(type ->
                        listed.computeIfAbsent(type, t -> new TreeSet<>()).addAll(code(row, 1)))));
        for (Row row : page.rows(ADDITIONS)) {
            classesOf(row)
                    .forEach(type ->
                            listed.computeIfAbsent(type, t -> new TreeSet<>()).addAll(code(row, 1)));
        }
        Set<String> leftOut = new TreeSet<>();
        Set<Class<?>> all = new LinkedHashSet<>(ADDED.values());
        CHAPTERS.values().forEach(all::addAll);
        all.remove(Duration.class);
        for (Class<?> type : all) {
            Set<String> own = new TreeSet<>(operationsOf(type));
            own.removeAll(OF_EVERY_OBJECT);
            own.removeAll(listed.getOrDefault(type, Set.of()));
            for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
                if (all.contains(above)) {
                    operationsOf(above).stream()
                            .filter(operation -> !operation.startsWith("new("))
                            .forEach(own::remove);
                }
            }
            own.forEach(operation -> leftOut.add(type.getSimpleName() + " " + operation));
        }
        return leftOut;
    }

    private static List<String> code(Row row, int cell) {
        List<String> found = new ArrayList<>();
        Matcher matcher = CODE.matcher(row.cells().get(cell));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static List<Class<?>> classesOf(Row row) {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : row.cells().get(0).split(", ")) {
            Class<?> added = ADDED.get(name);
            classes.addAll(added != null ? List.of(added) : CHAPTERS.getOrDefault(name, List.of()));
        }
        if (classes.isEmpty()) {
            throw new AssertionError(row.page() + ":" + row.line() + ": there is no class "
                    + row.cells().get(0));
        }
        return classes;
    }

    // ---- what a class has

    /** What a program may call, override or read: public members, and constructors for subclasses. */
    static Set<String> operationsOf(Class<?> type) {
        Map<TypeVariable<?>, Type> made = variables(type);
        Set<String> operations = new TreeSet<>();
        for (Method method : type.getMethods()) {
            boolean isOfEach = OF_EACH.contains(method.getDeclaringClass());
            if ((isForPrograms(method) && !isOfEach) || isToString(method)) {
                operations.add(method.getName() + parameters(method.getGenericParameterTypes(), made));
            }
        }
        if (!Modifier.isAbstract(type.getModifiers()) || Modifier.isPublic(type.getModifiers())) {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                boolean forSubclasses =
                        Modifier.isAbstract(type.getModifiers()) && Modifier.isProtected(constructor.getModifiers());
                if (Modifier.isPublic(constructor.getModifiers()) || forSubclasses) {
                    operations.add("new" + parameters(constructor.getGenericParameterTypes(), made));
                }
            }
        }
        if (type.isEnum()) {
            Arrays.stream(type.getFields()).map(Field::getName).forEach(operations::add);
        }
        return operations;
    }

    private static boolean isForPrograms(Member member) {
        return Modifier.isPublic(member.getModifiers()) && !member.isSynthetic();
    }

    private static boolean isToString(Method method) {
        return method.getName().equals("toString") && method.getParameterCount() == 0;
    }

    private static String parameters(Type[] types, Map<TypeVariable<?>, Type> made) {
        return Arrays.stream(types).map(type -> name(type, made)).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String name(Type type, Map<TypeVariable<?>, Type> made) {
        if (type instanceof Class<?> known) {
            return known.getSimpleName();
        }
        if (type instanceof ParameterizedType generic) {
            return name(generic.getRawType(), made);
        }
        if (type instanceof GenericArrayType array) {
            return name(array.getGenericComponentType(), made) + "[]";
        }
        TypeVariable<?> variable = (TypeVariable<?>) type;
        Type known = made.get(variable);
        return name(known != null ? known : variable.getBounds()[0], made);
    }

    /** What the classes above have for type variables. */
    private static Map<TypeVariable<?>, Type> variables(Class<?> type) {
        Map<TypeVariable<?>, Type> made = new HashMap<>();
        for (Class<?> at = type; at != null && at.getGenericSuperclass() != null; at = at.getSuperclass()) {
            if (at.getGenericSuperclass() instanceof ParameterizedType above) {
                TypeVariable<?>[] variables = at.getSuperclass().getTypeParameters();
                Type[] arguments = above.getActualTypeArguments();
                for (int i = 0; i < variables.length; i++) {
                    made.put(variables[i], arguments[i]);
                }
            }
        }
        return made;
    }
}
