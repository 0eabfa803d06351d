// SPDX-License-Identifier: Apache-2.0
package io.waterclock.tests.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waterclock.tests.docs.Page.Fence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * A block of Java on a page. Behind the fence stands {@code java}, and maybe
 *
 * <ul>
 *   <li>{@code run}: it is run as well, and prints what the {@code text} block after it shows (tests need none);
 *   <li>{@code ignore} and a reason: it isn't compiled.
 * </ul>
 *
 * <p>A block that declares a type is a file: as it stands when it has imports, else with those of {@link #IMPORTS}. Any
 * other is the body of a method of a class {@code Program}, with the variables of {@link #VARIABLES} in sight. The first
 * line of the block is the first line of the file, so that call sites are the same on the page.
 */
final class Snippet {
    static final String IMPORTS =
            "import io.waterclock.*; import io.waterclock.codec.*; import io.waterclock.function.*; import io.waterclock.rdd.*;"
                    + " import io.waterclock.streaming.*; import io.waterclock.streaming.dstream.*;"
                    + " import io.waterclock.streaming.file.*; import io.waterclock.streaming.listener.*; import io.waterclock.streaming.receiver.*;"
                    + " import io.waterclock.streaming.source.*; import io.waterclock.streaming.sink.*; import io.waterclock.testkit.contract.*;"
                    + " import io.waterclock.testkit.*; import io.waterclock.testkit.junit.*; import java.io.*; import java.nio.charset.StandardCharsets;"
                    + " import java.nio.file.*; import java.time.Duration; import java.util.*;"
                    + " import java.util.concurrent.*; import org.junit.jupiter.api.Test;"
                    + " import static org.assertj.core.api.Assertions.*; ";
    static final String VARIABLES =
            "static WaterclockConf conf; static WaterclockContext wc; static StreamingContext ssc;"
                    + " static RDD<String> rdd; static DStream<String> lines; static PairDStream<String, Integer> pairs;"
                    + " static StreamingTestKit kit; ";

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final Pattern TYPE = Pattern.compile(
            "(?:\\s*(?:import [^\\n]*;|package [^\\n]*;|//[^\\n]*|/\\*.*?\\*/|@\\w+(?:\\([^)]*\\))?))*"
                    + "\\s*(?:(?:public|final|abstract|sealed)\\s+)*(?:class|interface|record|enum)\\s+(\\w+).*",
            Pattern.DOTALL);

    private final Fence fence;
    private final String type;
    private final String source;

    Snippet(Fence fence) {
        this(fence, fence.code());
    }

    /** With another text than stands on the page, such as a free port. */
    Snippet(Fence fence, String code) {
        this.fence = fence;
        Matcher matcher = TYPE.matcher(code);
        if (matcher.matches()) {
            this.type = matcher.group(1);
            this.source = code.lines().anyMatch(line -> line.startsWith("import ")) ? code : IMPORTS + code;
        } else {
            this.type = "Program";
            this.source = IMPORTS + "public final class Program { " + VARIABLES
                    + "public static void main(String[] args) throws Exception { " + code + "\n}}";
        }
    }

    /** What is wrong with the words behind the fence; null when nothing is. */
    static String misuse(Fence fence) {
        String info = fence.info();
        if (!info.equals("java") && !info.startsWith("java ")) {
            return info.toLowerCase(Locale.ROOT).startsWith("java") && !info.startsWith("javascript")
                    ? fence + ": \"" + info + "\" isn't compiled; write java"
                    : null;
        }
        String use = info.substring("java".length()).strip();
        if (use.isEmpty() || use.equals("run") || use.matches("ignore \\S.{9,}")) {
            return null;
        }
        return use.startsWith("ignore")
                ? fence + ": a block that is to be ignored says why, behind \"java ignore\""
                : fence + ": \"java " + use
                        + "\" means nothing; there are java, java run, and java ignore with a reason";
    }

    static boolean isCompiled(Fence fence) {
        return fence.info().equals("java") || isRun(fence);
    }

    static boolean isRun(Fence fence) {
        return fence.info().equals("java run");
    }

    /** The compiler's complaints, each with its place on the page; none when the block is right. */
    List<String> compile(Path classes) {
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "-Xlint:none",
                "-proc:none",
                "--release",
                "17");
        boolean done;
        try (StandardJavaFileManager files = COMPILER.getStandardFileManager(said, Locale.ROOT, UTF_8)) {
            done = COMPILER.getTask(null, files, said, options, null, List.of(new Source(type, source)))
                    .call();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<String> complaints = new ArrayList<>();
        for (Diagnostic<?> one : said.getDiagnostics()) {
            if (one.getKind() == Diagnostic.Kind.ERROR) {
                complaints.add(fence.at(one.getLineNumber()) + ": " + one.getMessage(Locale.ROOT));
            }
        }
        if (!done && complaints.isEmpty()) {
            complaints.add(fence + ": the compiler failed: " + said.getDiagnostics());
        }
        return complaints;
    }

    /** Compiles it, runs its {@code main} or each of its tests, and returns what that printed. */
    String run(Path classes) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            runPrinting(classes);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8);
    }

    /** As {@link #run}, to where {@code System.out} leads. */
    void runPrinting(Path classes) throws Exception {
        List<String> complaints = compile(classes);
        if (!complaints.isEmpty()) {
            throw new AssertionError(String.join("\n", complaints));
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            thread.setContextClassLoader(loader);
            invoke(loader.loadClass(type));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw (Error) e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void invoke(Class<?> loaded) throws ReflectiveOperationException {
        int ran = 0;
        for (Method method : loaded.getDeclaredMethods()) {
            method.setAccessible(true);
            if (method.getName().equals("main")) {
                method.invoke(null, (Object) new String[0]);
                ran++;
            }
        }
        if (ran == 0 && testsOf(loaded) == 0) {
            throw new AssertionError(fence + ": " + loaded.getName() + " has neither main nor a test to be run");
        }
    }

    /** Runs them as JUnit does, with its extensions; how many there were. */
    private static long testsOf(Class<?> loaded) throws InvocationTargetException {
        SummaryGeneratingListener heard = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(loaded))
                                .build(),
                        heard);
        for (TestExecutionSummary.Failure failure : heard.getSummary().getFailures()) {
            throw new InvocationTargetException(failure.getException());
        }
        return heard.getSummary().getTestsSucceededCount();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String type, String text) {
            super(URI.create("string:///" + type + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
