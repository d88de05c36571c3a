/**
 * Checks that an implementation of an interface of the api must pass, for its own tests: no test framework is needed, and none is
 * used. A check returns what it found; it never fails because of a violation.
 */
@NullMarked
package io.vaultik.core.conformance;

import org.jspecify.annotations.NullMarked;
