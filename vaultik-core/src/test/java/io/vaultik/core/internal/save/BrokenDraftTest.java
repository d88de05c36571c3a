package io.vaultik.core.internal.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.CollectionFigures;
import io.vaultik.core.internal.gc.CopySession;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.gc.SnapshotRemoval;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.save.CollectionScene.Interrupted;
import io.vaultik.core.internal.save.CollectionScene.Writer;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.PutMode;
import org.junit.jupiter.api.Test;

/**
 * The interleavings that broke the draft of the collection protocol, which the search of its model found: each by hand, with the real
 * classes. Where it is short, the rule that was missing is left out, and the loss is there.
 */
class BrokenDraftTest {
    private final CollectionScene scene = new CollectionScene();
    private final ModelHost host = scene.host();

    // A slow maintainer deletes what was un-condemned.

    @Test
    void aSlowMaintainerDeletesNothingThatAnotherHasTakenOutOfTheCondemned() throws VaultikException {
        Writer reuser = slowMaintainer(false);
        assertThat(scene.isComplete(reuser)).isTrue();
    }

    @Test
    void aSlowMaintainerThatDeletesAtOnceDeletesWhatIsNamedAgain() throws VaultikException {
        Writer reuser = slowMaintainer(true);
        assertThat(scene.isComplete(reuser)).isFalse();
    }

    /** Both maintainers read state 1; the other one keeps the blob, a session uses it, and its first snapshot goes. */
    private Writer slowMaintainer(boolean atOnce) throws VaultikException {
        Writer first = scene.snapshot(host, "first");
        String blob = first.blob();
        scene.condemn(blob);
        Writer[] reuser = new Writer[1];
        Interrupted slow = scene.new Interrupted("list", Keys.METADATA, () -> {
            scene.maintain(scene.storage());
            reuser[0] = scene.begin(host, "second");
            reuser[0].use(blob);
            SnapshotRemoval.remove(scene.storage(), first.dir());
        });
        if (atOnce) {
            scene.maintain(slow, scene.deletingAtOnce(slow, scene.newest()));
        } else {
            scene.maintain(slow);
        }
        reuser[0].commit();
        return reuser[0];
    }

    // Honoured, deleted, tried again.

    @Test
    void aRepeatedCommitDoesNotBringBackWhatWasDeletedAndCollected() throws VaultikException {
        Writer writer = deletedBeforeTheAnswer();
        SnapshotRemoval.remove(scene.storage(), writer.dir());
        scene.maintain(scene.storage());
        assertThatThrownBy(writer::commit).isInstanceOf(RevokedException.class);
        assertThat(scene.isComplete(writer)).isFalse();
    }

    @Test
    void aDeletionWithoutAVoidLetsARepeatedCommitAcknowledgeWhatIsGone() throws VaultikException {
        Writer writer = deletedBeforeTheAnswer();
        scene.storage().delete(Keys.manifest(writer.dir()));
        // Somebody takes the writer, which is at an old state, for decided: it has been seen to commit.
        scene.storage().delete(Keys.session(writer.dir()));
        scene.maintain(scene.storage());
        writer.commit();
        assertThat(scene.isComplete(writer)).isFalse();
    }

    /** A writer whose commit took effect and was not answered; its blob is condemned. */
    private Writer deletedBeforeTheAnswer() throws VaultikException {
        Writer writer = scene.begin(host, "unanswered");
        String blob = writer.store();
        writer.commit();
        scene.condemn(blob);
        return writer;
    }

    // A session with two manifests.

    @Test
    void aSessionThatHasCommittedCommitsNothingElse() throws VaultikException {
        Writer writer = scene.begin(host, "twice");
        writer.store();
        writer.commit();
        writer.store();
        assertThatThrownBy(writer::commit).isInstanceOf(AlreadyExistsException.class);
        assertThat(writer.session().hasTriedToCommit()).isTrue();
    }

    // Copies bring names back.

    @Test
    void aCopierTakesWhatItNeedsOutOfTheCondemned() throws VaultikException {
        String blob = scene.putBlob(PlainManifest.name(1));
        scene.condemn(blob);
        CopySession copier = scene.copier("copier", time -> {});
        copier.admit(blob::equals);
        assertThat(scene.newest().condemned()).isEmpty();
        scene.maintain(scene.storage());
        scene.maintain(scene.storage());
        assertThat(scene.hasBlob(blob)).isTrue();
        copier.end();
    }

    @Test
    void aCopierThatDoesNotRescueLosesWhatItHasPut() throws VaultikException {
        String blob = scene.putBlob(PlainManifest.name(1));
        scene.condemn(blob);
        CopySession copier = scene.copier("copier", time -> {});
        copier.admit(name -> false);
        scene.putBlob(blob);
        scene.maintain(scene.storage());
        assertThat(scene.hasBlob(blob)).isFalse();
        copier.end();
    }

    @Test
    void aCopierWaitsForASlowMaintainerThatMayStillDeleteANameOfLongAgo() throws VaultikException {
        String blob = scene.putBlob(PlainManifest.name(1));
        scene.condemn(blob);
        boolean[] waited = new boolean[1];
        CopySession[] copier = new CopySession[1];
        Interrupted slow = scene.new Interrupted("delete", Keys.blob(blob).value(), () -> {
            scene.maintain(scene.storage());
            assertThat(scene.newest().doomed()).isEmpty();
            copier[0] = scene.copier("copier", time -> {
                waited[0] = true;
                throw new InterruptedException("the test goes on by itself");
            });
            assertThatThrownBy(() -> copier[0].admit(blob::equals))
                    .isInstanceOf(io.vaultik.fault.CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        });
        scene.maintain(slow);
        assertThat(waited[0]).isTrue();
        copier[0].admit(blob::equals);
        scene.putBlob(blob);
        copier[0].end();
    }

    // Not losses, but wrong.

    @Test
    void aMaintenanceDuringALongFirstSnapshotCondemnsNothingOfIt() throws VaultikException {
        Writer writer = scene.begin(host, "long");
        String blob = writer.store();
        scene.maintain(scene.storage());
        assertThat(scene.newest().condemned()).doesNotContain(blob);
        writer.commit();
        writer.end();
        assertThat(scene.begin(host, "next").mayUse(blob)).isTrue();
    }

    @Test
    void sessionsThatOverlapDoNotPutOffTheSweepForEver() throws VaultikException {
        String orphan = scene.putBlob(PlainManifest.name(1));
        scene.condemn(orphan);
        Writer last = scene.begin(host, "overlapping");
        CollectionFigures figures = scene.maintain(scene.storage());
        assertThat(figures.blockedBy()).isEmpty();
        assertThat(scene.hasBlob(orphan)).isFalse();
        last.store();
        last.commit();
        assertThat(scene.isComplete(last)).isTrue();
    }

    @Test
    void aWriterThatDiedAfterItsCommitBlocksNothing() throws VaultikException {
        Writer dead = scene.begin(host, "dead");
        dead.store();
        dead.commit();
        dead.die();
        String orphan = scene.putBlob(PlainManifest.name(1));
        scene.condemn(orphan);
        assertThat(scene.maintain(scene.storage()).blockedBy()).isEmpty();
        assertThat(scene.hasBlob(orphan)).isFalse();
        assertThat(scene.isComplete(dead)).isTrue();
    }

    @Test
    void aStateWhoseNumberWasTrimmedIsNotTakenForTheNewest() throws VaultikException {
        String orphan = scene.putBlob(PlainManifest.name(1));
        Writer first = scene.snapshot(host, "first");
        String kept = first.blob();
        scene.condemn(kept, orphan);
        Writer[] reuser = new Writer[1];
        Interrupted slow = scene.new Interrupted("put", Keys.COLLECTION.state(2).value(), () -> {
            scene.condemn();
            reuser[0] = scene.begin(host, "second");
            reuser[0].use(kept);
            scene.condemn();
            scene.storage().delete(Keys.COLLECTION.state(1));
            scene.storage().delete(Keys.COLLECTION.state(2));
        });
        SnapshotRemoval.remove(scene.storage(), first.dir());
        // The row of what was condemned is gone; the same blob is noted anew, as a catalog of another host would have
        // it.
        host.rows().stored("elsewhere", kept, 9);
        scene.maintain(slow);
        reuser[0].commit();
        assertThat(scene.isComplete(reuser[0])).isTrue();
    }

    @Test
    void theRowsOfASessionThatWasRevokedAreNotUsedByTheNext() throws VaultikException {
        Writer revoked = scene.begin(host, "revoked");
        String blob = revoked.store();
        revoked.die();
        WriterSession.revoke(scene.storage(), revoked.dir());
        assertThat(scene.begin(host, "next").mayUse(blob)).isFalse();
    }

    @Test
    void theRowsOfADeadSessionThatIsUndecidedAreUsedAndItsCommitNeverComes() throws VaultikException {
        Writer dead = scene.begin(host, "same");
        String blob = dead.store();
        dead.die();
        Writer next = scene.begin(host, "same");
        next.use(blob);
        next.commit();
        next.end();
        assertThatThrownBy(() ->
                        scene.storage().put(Keys.manifest(dead.dir()), ObjectBody.of(dead.manifest()), PutMode.CREATE))
                .isInstanceOf(ObjectExistsException.class);
        assertThat(SmallObjects.read(scene.storage(), Keys.manifest(dead.dir()), 100))
                .contains(VoidMark.bytes());
        assertThat(scene.isComplete(next)).isTrue();
    }

    @Test
    void aLateAnswerToASlowProcessGivesNobodyARowThatIsTooOld() throws VaultikException {
        Writer slow = scene.begin(host, "slow");
        String blob = scene.putBlob(PlainManifest.name(1));
        WriterSession.revoke(scene.storage(), slow.dir());
        scene.maintain(scene.storage());
        assertThat(scene.hasBlob(blob)).isFalse();
        scene.snapshot(host, "other");
        slow.note(blob);
        assertThat(scene.begin(host, "next").mayUse(blob)).isFalse();
    }
}
