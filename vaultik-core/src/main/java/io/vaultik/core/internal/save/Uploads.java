package io.vaultik.core.internal.save;

import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.catalog.AnsweredBlob;
import io.vaultik.core.internal.catalog.DigestRows;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts sealed blobs beside the lanes. When a put is answered, one transaction tells the catalog of the blob, its chunks and the files
 * finished until then; after that its chunks may be used. Thread-safe.
 */
final class Uploads {
    /** How many may be under way or wait; a lane that seals one more helps first, and seals nothing meanwhile. */
    private static final int MAX_PENDING = Tuning.TRANSFERS_AT_ONCE + 8;

    private final SaveSession session;
    private final Crew crew;
    private final Map<Integer, SealedBlob> unanswered = new ConcurrentHashMap<>();

    Uploads(SaveSession session, Crew crew) {
        this.session = session;
        this.crew = crew;
    }

    /** Takes a sealed blob; its bytes are closed in any case. */
    void put(Upload upload) throws VaultikException {
        unanswered.put(upload.blob(), upload.sealed());
        try {
            crew.submit(new Crew.Task() {
                @Override
                public void run() throws VaultikException {
                    store(upload);
                }

                @Override
                public void dropped() {
                    upload.bytes().close();
                }
            });
        } catch (VaultikException e) {
            upload.bytes().close();
            throw e;
        }
        crew.helpUntil(() -> crew.pendingCount() <= MAX_PENDING);
    }

    /** Returns a sealed blob whose put is not answered, or null. */
    @Nullable
    SealedBlob unanswered(int blob) {
        return unanswered.get(blob);
    }

    /** Waits until every put is answered. */
    void drain() throws VaultikException {
        crew.drain();
    }

    private void store(Upload upload) throws VaultikException {
        SealedBlob sealed = upload.sealed();
        try {
            session.storage().put(Keys.blob(sealed.name()), body(upload), PutMode.REPLACE);
            AnsweredBlob.Contents contents = new AnsweredBlob.Contents(
                    sealed.directory().encode(),
                    new DigestRows(sealed.directory().digests(), upload.findable()),
                    upload.nodes());
            session.catalog()
                    .answered(
                            new AnsweredBlob(
                                    upload.blob(),
                                    Hex.bytes(sealed.name()),
                                    sealed.length(),
                                    sealed.headerLength(),
                                    contents),
                            session.state().number(),
                            session.recipientTexts(),
                            session.finished().takePendingBlocks());
        } finally {
            upload.bytes().close();
        }
        session.usable().add(upload.blob());
        session.index().answered(sealed.directory());
        session.tally().stored(sealed.length());
        unanswered.remove(upload.blob());
        session.operation().logger().debug("stored blob {}, {} bytes", sealed.name(), sealed.length());
    }

    private static ObjectBody body(Upload upload) {
        return new ObjectBody() {
            @Override
            public long length() {
                return upload.sealed().length();
            }

            @Override
            public InputStream open() throws IOException {
                return upload.bytes().open();
            }
        };
    }
}
