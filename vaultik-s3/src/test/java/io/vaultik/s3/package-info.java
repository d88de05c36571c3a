/** Tests of the storage in a bucket, against a server in this process. */
@NullMarked
package io.vaultik.s3;

import org.jspecify.annotations.NullMarked;
