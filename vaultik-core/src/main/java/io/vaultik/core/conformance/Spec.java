package io.vaultik.core.conformance;

import java.util.function.Predicate;

/**
 * A check, apart from the storage on which it runs.
 *
 * @param name what is looked at
 * @param contract the sentence that is proved
 * @param reason why it matters
 * @param applies which storages can be expected to pass it
 * @param body finds out
 */
record Spec(String name, String contract, String reason, Predicate<Traits> applies, Body body) {
    Spec(String name, String contract, String reason, Body body) {
        this(name, contract, reason, traits -> true, body);
    }

    /** Finds out. */
    interface Body {
        /** Throws {@link Expect.Broken} for what is not as it should be; anything else that is thrown is a violation too. */
        void run(Trial trial) throws Exception;
    }
}
