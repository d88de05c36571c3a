package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** Listings: pages as servers give them, good ones and others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListingTest {
    private final S3Server server = S3Server.inMemory();
    private final FaultProxy proxy = new FaultProxy(server.port());
    private String bucket = "none";
    private S3Storage storage = S3Storage.with(server.admin(), S3Options.bucket(bucket));

    @AfterAll
    void stop() {
        proxy.close();
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        bucket = server.newBucket();
        storage = S3Storage.open(
                server.options(bucket).prefix("team").endpoint(proxy.endpoint()).limits(1 << 20, 25));
    }

    @AfterEach
    void close() {
        proxy.clear();
        storage.close();
    }

    @Test
    void goesOnWithTheTokenOfThePage() throws IOException {
        proxy.next("GET ", page(true, "NEXT-1", "a", "b"), page(true, "NEXT-2"), page(false, "", "c"));

        assertThat(keys("")).containsExactly("a", "b", "c");
        assertThat(proxy.heads("continuation-token=NEXT-")).hasSize(2);
        assertThat(proxy.heads("start-after")).isEmpty();
    }

    @Test
    void goesOnAfterTheLastKeyWhereThereIsNoToken() throws IOException {
        proxy.next("GET ", page(true, "", "a", "b"), page(false, "", "c"));

        assertThat(keys("")).containsExactly("a", "b", "c");
        assertThat(proxy.heads("start-after=team%2Fb")).hasSize(1);
    }

    @Test
    void stopsAtAServerThatGoesRoundInCircles() {
        proxy.always("GET ", page(true, "SAME", "a"));
        assertThatThrownBy(() -> keys("")).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                .isTrue());
        proxy.clear();
        proxy.always("GET ", page(true, ""));
        assertThatThrownBy(() -> keys("")).isInstanceOf(StorageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html/>", "<ListBucketResult/>", "{}", ""})
    void refusesWhatIsNoListing(String body) {
        proxy.always("GET ", Fault.answer(200, "application/xml", body));
        assertThatThrownBy(() -> keys("")).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                .isTrue());
    }

    @Test
    void refusesAnObjectOutsideThePrefix() {
        proxy.always(
                "GET ",
                Fault.answer(
                        200,
                        "application/xml",
                        "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>other/a</Key><Size>1</Size>"
                                + "<LastModified>2024-01-02T03:04:05.678Z</LastModified></Contents></ListBucketResult>"));
        assertThatThrownBy(() -> keys("")).isInstanceOf(StorageException.class);
    }

    @Test
    void leavesOutObjectsThatAreNoneOfAStorage() throws IOException {
        storage.put(ObjectKey.of("mine"), ObjectBody.of(new byte[1]), PutMode.CREATE);
        for (String foreign : new String[] {"team/with space", "team/\u00fc", "teams", "else/where"}) {
            server.admin().putObject(r -> r.bucket(bucket).key(foreign), RequestBody.fromString("x"));
        }
        assertThat(keys("")).containsExactly("mine");
    }

    @Test
    void listsMoreThanAPageOfARealServer() throws IOException {
        for (int i = 0; i < 60; i++) {
            storage.put(ObjectKey.of("k/" + i), ObjectBody.of(new byte[1]), PutMode.CREATE);
        }
        List<String> keys = keys("k/");
        assertThat(keys).hasSize(60).doesNotHaveDuplicates().isSorted();
        assertThat(proxy.heads("list-type=2")).hasSize(3);
        storage.deleteAll(keys.stream().map(ObjectKey::of).toList());
        assertThat(proxy.heads("POST ")).hasSize(3);
        assertThat(keys("")).isEmpty();
    }

    private static Fault page(boolean truncated, String token, String... keys) {
        StringBuilder body = new StringBuilder("<ListBucketResult><IsTruncated>" + truncated + "</IsTruncated>");
        if (!token.isEmpty()) {
            body.append("<NextContinuationToken>").append(token).append("</NextContinuationToken>");
        }
        for (String key : keys) {
            body.append("<Contents><Key>team/").append(key).append("</Key><Size>1</Size>");
            body.append("<LastModified>2024-01-02T03:04:05.678Z</LastModified></Contents>");
        }
        return Fault.answer(200, "application/xml", body + "</ListBucketResult>");
    }

    private List<String> keys(String prefix) throws StorageException {
        List<String> keys = new ArrayList<>();
        storage.list(prefix, info -> keys.add(info.key().value()));
        return keys;
    }
}
