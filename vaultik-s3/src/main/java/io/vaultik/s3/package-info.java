/**
 * One storage: a bucket of Amazon S3 or of a server that speaks its protocol, or a part of a bucket under a prefix.
 *
 * <p>{@link io.vaultik.s3.S3Options} says where and how, {@link io.vaultik.s3.S3Storage} is the storage. It does not retry, encrypt or
 * cache, which the engine does around it; it resumes bodies that break off, and slows down when the server asks for it.
 */
@NullMarked
package io.vaultik.s3;

import org.jspecify.annotations.NullMarked;
