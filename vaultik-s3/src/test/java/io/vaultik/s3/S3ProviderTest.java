package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vaultik.core.storage.Storages;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3ProviderTest {
    @Test
    void isFoundByItsScheme() throws IOException {
        assertThat(Storages.providers()).containsOnlyKeys("file", "mem", "s3");
        String address = "s3://bucket_1/a/b?endpoint=http%3A%2F%2F127.0.0.1%3A1&region=eu-north-1";
        Map<String, String> key = Map.of("access-key", "a", "secret-key", "b");
        try (ObjectStorage storage = Storages.open(address, key)) {
            assertThat(storage.location()).isEqualTo("s3://bucket_1/a/b at http://127.0.0.1:1");
        }
    }

    @Test
    void takesEveryOption() {
        Map<String, String> options = Map.ofEntries(
                Map.entry("endpoint", "https://s3.example.org"),
                Map.entry("region", "eu-north-1"),
                Map.entry("path-style", "false"),
                Map.entry("access-key", "a"),
                Map.entry("secret-key", "b"),
                Map.entry("session-token", "c"),
                Map.entry("storage-class", "STANDARD_IA"),
                Map.entry("metadata-storage-class", "ONEZONE_IA"),
                Map.entry("sse", "aws:kms"),
                Map.entry("kms-key", "alias/own"),
                Map.entry("requester-pays", "true"),
                Map.entry("object-lock-days", "30"),
                Map.entry("object-lock-mode", "compliance"),
                Map.entry("conditional-create", "false"),
                Map.entry("max-connections", "5"),
                Map.entry("timeout-seconds", "9"));
        Settings made = settings("s3://bucket", options);

        assertThat(made.endpoint).isEqualTo(URI.create("https://s3.example.org"));
        assertThat(made.region).isEqualTo("eu-north-1");
        assertThat(made.pathStyle).isFalse();
        assertThat(made.credentials).isEqualTo(new Credentials.Fixed("a", "b", "c"));
        assertThat(made.storageClass).isEqualTo("STANDARD_IA");
        assertThat(made.metadataStorageClass).isEqualTo("ONEZONE_IA");
        assertThat(made.encryption).isEqualTo("aws:kms");
        assertThat(made.kmsKey).isEqualTo("alias/own");
        assertThat(made.requesterPays).isTrue();
        assertThat(made.objectLockDays).isEqualTo(30);
        assertThat(made.objectLockCompliance).isTrue();
        assertThat(made.conditionalCreate).isFalse();
        assertThat(made.maxConnections).isEqualTo(5);
        assertThat(made.timeout).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings("s3://b", Map.of("profile", "p")).credentials).isEqualTo(new Credentials.Profile("p"));
        assertThat(settings("s3://b", Map.of("anonymous", "true")).credentials)
                .isEqualTo(Credentials.Anonymous.INSTANCE);
        assertThat(settings("s3://b", Map.of("anonymous", "false")).credentials).isEqualTo(Credentials.Chain.INSTANCE);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket, bucket, ''",
        "s3://bucket/, bucket, ''",
        "s3://my.bucket_1/a/b/, my.bucket_1, a/b",
    })
    void takesBucketAndPrefixFromTheAddress(String address, String bucket, String prefix) {
        Settings made = settings(address, Map.of());
        assertThat(made.bucket).isEqualTo(bucket);
        assertThat(made.prefix).isEqualTo(prefix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3:///x | a | b | without a user",
                "s3:x | a | b | without a user",
                "s3://user:word@bucket | a | b | without a user",
                "s3://bucket#x | a | b | without a user",
                "s3://bucket/a//b | region | x | no empty",
                "s3://bucket | colour | red | there is no storage option \"colour\"; those of a bucket are access-key, anonymous",
                "s3://bucket | path-style | yes | path-style is true or false",
                "s3://bucket | max-connections | many | max-connections is a whole number",
                "s3://bucket | object-lock-mode | hard | governance or compliance",
                "s3://bucket | endpoint | a b | endpoint is http",
                "s3://bucket | endpoint | http://user:word@host | without a user",
                "s3://bucket | access-key | a | go together",
                "s3://bucket | secret-key | word | go together",
                "s3://bucket | session-token | word | go together",
            })
    void saysWhatIsWrong(String address, String name, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(address, Map.of(name, value)))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("word"));
    }

    @Test
    void takesOneWayToSayWhoAsks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("s3://b", Map.of("access-key", "a", "secret-key", "b", "profile", "p")));
    }

    private static Settings settings(String address, Map<String, String> options) {
        return S3Provider.options(URI.create(address), options).settings();
    }
}
