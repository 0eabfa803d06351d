// SPDX-License-Identifier: Apache-2.0
package io.waterclock.testkit.junit;

import io.waterclock.testkit.StreamingTestKit;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link StreamingTest} does; to be registered where a kit needs more than an annotation can say. */
public final class StreamingTestExtension
        implements ParameterResolver,
                BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(StreamingTestExtension.class);
    private static final String KIT = "kit";
    private static final String REGISTERED = "registered";

    private final @Nullable Consumer<StreamingTestKit.Builder> settings;

    /** For {@link StreamingTest}. */
    public StreamingTestExtension() {
        this.settings = null;
    }

    private StreamingTestExtension(Consumer<StreamingTestKit.Builder> settings) {
        this.settings = settings;
    }

    /**
     * Kits with settings of the test's own, which come after those of an annotation if there is one.
     *
     * <pre>{@code
     * @RegisterExtension
     * StreamingTestExtension kits = StreamingTestExtension.with(kit -> kit.startTime(0));
     * }</pre>
     */
    public static StreamingTestExtension with(Consumer<StreamingTestKit.Builder> settings) {
        return new StreamingTestExtension(settings);
    }

    // ---- JUnit calls

    /** Where one is registered beside an annotation, that of the annotation leaves the kit to it. */
    @Override
    public void beforeEach(ExtensionContext context) {
        if (settings != null) {
            store(context).put(REGISTERED, true);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        boolean isMine = settings != null || store(context).get(REGISTERED) == null;
        return isMine
                && parameter.getParameter().getType() == StreamingTestKit.class
                && parameter.getDeclaringExecutable() instanceof Method method
                && !method.isAnnotationPresent(BeforeAll.class)
                && !method.isAnnotationPresent(AfterAll.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        StreamingTestKit there = kit(context);
        if (there != null) {
            return there;
        }
        StreamingTestKit.Builder builder = StreamingTestKit.builder();
        StreamingTest said = annotation(context);
        if (said != null) {
            apply(said, builder);
        }
        if (settings != null) {
            settings.accept(builder);
        }
        StreamingTestKit kit = builder.build();
        store(context).put(KIT, kit);
        return kit;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        StreamingTestKit kit = kit(context);
        if (kit != null) {
            kit.noteSeedIn(failure);
        }
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        handleTestExecutionException(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        handleTestExecutionException(context, failure);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        StreamingTestKit kit = store(context).remove(KIT, StreamingTestKit.class);
        if (kit != null) {
            kit.close();
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static @Nullable StreamingTestKit kit(ExtensionContext context) {
        return store(context).get(KIT, StreamingTestKit.class);
    }

    // ---- the annotation

    private static @Nullable StreamingTest annotation(ExtensionContext context) {
        Optional<StreamingTest> found = AnnotationSupport.findAnnotation(context.getTestMethod(), StreamingTest.class);
        Class<?> at = context.getRequiredTestClass();
        while (found.isEmpty() && at != null) {
            found = AnnotationSupport.findAnnotation(at, StreamingTest.class);
            at = at.getEnclosingClass();
        }
        return found.orElse(null);
    }

    private static void apply(StreamingTest said, StreamingTestKit.Builder builder) {
        builder.batchInterval(Duration.ofMillis(said.batchMs()))
                .master(said.master())
                .hostile(said.hostile());
        if (said.seed() != StreamingTest.ANY_SEED) {
            builder.seed(said.seed());
        }
        for (String setting : said.settings()) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("@StreamingTest: the setting \"" + setting + "\" is not key=value");
            }
            builder.set(
                    setting.substring(0, equals).trim(),
                    setting.substring(equals + 1).trim());
        }
    }
}
