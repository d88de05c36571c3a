package io.vaultik.core.internal.digest;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forms of {@link LaneCompression}, the fastest first. They differ in speed alone. */
public enum Blake3Form {
    /** With the module {@code jdk.incubator.vector}; only if the application added it. */
    VECTOR,
    /** Loops that the JIT compiles to vector instructions. */
    LOOPS,
    /** One lane after the other. */
    PLAIN;

    /** Compiled apart from the rest, with the module that it needs. */
    private static final String VECTOR_CLASS = "io.vaultik.core.internal.digest.VectorCompression";

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /**
     * Returns the fastest form that there is here.
     *
     * @return a form that is available
     */
    public static Blake3Form best() {
        return Available.BEST;
    }

    /**
     * Says whether the form can be used here.
     *
     * @return whether digesters of this form can be made
     */
    public boolean isAvailable() {
        return this != VECTOR || Available.VECTOR_CONSTRUCTOR != null;
    }

    /** Returns a new compression; without the module, {@link #VECTOR} gives that of {@link #LOOPS}. */
    LaneCompression newCompression() {
        return switch (this) {
            case VECTOR -> vector().orElseGet(LoopCompression::new);
            case LOOPS -> new LoopCompression();
            case PLAIN -> new PlainCompression();
        };
    }

    private static Optional<LaneCompression> vector() {
        java.lang.reflect.Constructor<?> constructor = Available.VECTOR_CONSTRUCTOR;
        if (constructor == null) {
            return Optional.empty();
        }
        try {
            return Optional.of((LaneCompression) constructor.newInstance());
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** What this runtime has; looked up once. */
    private static final class Available {
        static final java.lang.reflect.@Nullable Constructor<?> VECTOR_CONSTRUCTOR = vectorConstructor();
        static final Blake3Form BEST = VECTOR_CONSTRUCTOR == null ? LOOPS : VECTOR;

        /** Tries the form on nothing, so that whatever does not fit shows here and not in the middle of an input. */
        private static java.lang.reflect.@Nullable Constructor<?> vectorConstructor() {
            Optional<Module> module = ModuleLayer.boot().findModule(VECTOR_MODULE);
            if (module.isEmpty()) {
                return null;
            }
            try {
                Blake3Form.class.getModule().addReads(module.get());
                java.lang.reflect.Constructor<?> constructor =
                        Class.forName(VECTOR_CLASS).getDeclaredConstructor();
                ((LaneCompression) constructor.newInstance()).compress(new LaneState(), 1);
                return constructor;
            } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
                return null;
            }
        }
    }
}
