/**
 * The age v1 file format (C2SP, <a href="https://c2sp.org/age">c2sp.org/age</a>), binary form, X25519 recipients.
 *
 * <p>This package owns the <em>age file</em>: header, wrapped file keys and the encrypted payload. Encrypting streams
 * ({@link io.vaultik.core.internal.age.AgeEncryptor}), decrypting streams ({@link
 * io.vaultik.core.internal.age.AgeDecryptor}) or reads ranges ({@link io.vaultik.core.internal.age.AgePayload}).
 *
 * <p>Rules: ciphers come from JCA without naming a provider, so that a faster one is used when the application has
 * registered it. Nothing unauthenticated is ever handed out. A header is bounded before it is parsed. No message and no
 * {@code toString} shows a secret.
 *
 * <p>Not here: ASCII armor, passphrases (scrypt), plugins, and where the bytes come from or go to.
 */
@NullMarked
package io.vaultik.core.internal.age;

import org.jspecify.annotations.NullMarked;
