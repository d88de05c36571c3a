package io.vaultik.core.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Revision;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestListingTest {
    private static final String DIR = "2026-01-02-030405-host";

    private final ManifestListing listing = new ManifestListing();

    private ManifestListingTest with(String session, long length) {
        return withKey(Keys.manifest(session), length);
    }

    private ManifestListingTest withKey(ObjectKey key, long length) {
        listing.add(new ObjectInfo(key, length, Instant.EPOCH));
        return this;
    }

    private void requireCounting(String... sessions) {
        assertThat(listing.counting())
                .extracting(ManifestListing.Counting::session)
                .containsExactly(sessions);
    }

    @Test
    void theFirstManifestCountsIfThereIsNoRevision() {
        with(DIR, 500).with("2026-01-02-030405-other~0a", 400).requireCounting(DIR, "2026-01-02-030405-other~0a");
    }

    @Test
    void theHighestRevisionCountsWhateverTheOrder() {
        for (String revision : List.of("9-zz", "10-aa", "10-0b", "2-ff")) {
            with(DIR + "/" + revision, 300);
        }
        with(DIR, 500).requireCounting(DIR + "/10-aa");
        assertThat(listing.counting().get(0).dir()).isEqualTo(DIR);
    }

    @Test
    void voidsDoNotCount() {
        with(DIR, 500)
                .with(DIR + "/3-aa", VoidMark.LENGTH)
                .with(DIR + "/2-aa", 300)
                .requireCounting(DIR + "/2-aa");
    }

    @Test
    void withoutItsFirstManifestThereIsNoSnapshot() {
        with(DIR, VoidMark.LENGTH)
                .with(DIR + "/1-aa", 300)
                .with("2026-01-02-030405-other/1-aa", 300)
                .requireCounting();
    }

    @Test
    void whatIsNoManifestIsIgnored() {
        with(DIR, 500)
                .withKey(Keys.record(DIR + "/7-aa"), 300)
                .withKey(Keys.pin(DIR), 9)
                .withKey(ObjectKey.of("metadata/" + DIR + "/manifest.07-aa.json.zst"), 300)
                .withKey(ObjectKey.of("metadata/" + DIR + "/manifest.7-AA.json.zst"), 300)
                .withKey(ObjectKey.of("metadata/" + DIR + "/manifest.7-aa.json.zst.age"), 300)
                .withKey(ObjectKey.of("metadata/" + DIR + "/deeper/manifest.7-aa.json.zst"), 300)
                .requireCounting(DIR);
        assertThat(Keys.revision(Keys.record(DIR + "/7-aa"))).contains(new Revision(7, "aa"));
        assertThat(Keys.revision(Keys.record(DIR))).isEmpty();
    }
}
