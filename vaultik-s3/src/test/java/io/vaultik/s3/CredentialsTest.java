package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks, where that comes from the surroundings. */
class CredentialsTest {
    private static final ObjectKey KEY = ObjectKey.of("a");

    @TempDir
    private Path folder = Path.of("");

    private final FaultProxy server = new FaultProxy(1);
    private final Map<String, String> before = new LinkedHashMap<>();

    @AfterEach
    void restore() {
        server.close();
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void takesAProfile() throws IOException {
        Path file = folder.resolve("credentials");
        Files.writeString(file, "[own]\naws_access_key_id = PROFILE-KEY\naws_secret_access_key = word\n");
        set("aws.sharedCredentialsFile", file.toString());
        set("aws.configFile", folder.resolve("none").toString());
        assertThat(asked(options().profile("own"))).contains("Credential=PROFILE-KEY/");
    }

    @Test
    void takesKeysOfTheSurroundings() throws IOException {
        set("aws.accessKeyId", "PROPERTY-KEY");
        set("aws.secretAccessKey", "word");
        assertThat(asked(options())).contains("Credential=PROPERTY-KEY/");
    }

    @Test
    void takesAWebIdentity() throws IOException {
        Path token = folder.resolve("token");
        Files.writeString(token, "the-web-token");
        set("aws.webIdentityTokenFile", token.toString());
        set("aws.roleArn", "arn:aws:iam::123456789012:role/backup");
        set("aws.roleSessionName", "vaultik");
        set("aws.endpointUrlSts", server.endpoint().toString());
        set("aws.region", "us-east-1");
        server.always("POST / ", Fault.answer(200, "text/xml", """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                <AssumeRoleWithWebIdentityResult><Credentials><SessionToken>session</SessionToken>
                <SecretAccessKey>word</SecretAccessKey><Expiration>2199-01-01T00:00:00Z</Expiration>
                <AccessKeyId>WEB-KEY</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>"""));
        assertThat(asked(options())).contains("Credential=WEB-KEY/").contains("X-Amz-Security-Token: session");
    }

    @Test
    void saysThatThereIsNoRegion() {
        set("aws.configFile", folder.resolve("none").toString());
        set("aws.sharedCredentialsFile", folder.resolve("none").toString());
        set("aws.disableEc2Metadata", "true");
        assertThatThrownBy(() -> S3Storage.open(S3Options.bucket("bucket")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isFalse())
                .hasMessage("s3://bucket cannot be opened: no region is given, and the surroundings name none");
    }

    @Test
    void bringsOneHttpClientAlong() throws ClassNotFoundException {
        assertThat(Class.forName("software.amazon.awssdk.http.apache5.Apache5HttpClient"))
                .isNotNull();
        for (String other : List.of(
                "software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient",
                "software.amazon.awssdk.http.apache.ApacheHttpClient")) {
            assertThatThrownBy(() -> Class.forName(other)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    private S3Options options() {
        return S3Options.bucket("bucket").endpoint(server.endpoint());
    }

    /** Asks for an object and returns the head of the request; the server refuses. */
    private String asked(S3Options options) throws IOException {
        server.always("GET ", Fault.error(403, "AccessDenied"));
        try (S3Storage storage = S3Storage.open(options)) {
            assertThatThrownBy(() -> storage.open(KEY))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("AccessDenied")
                    .satisfies(e -> assertThat(String.valueOf(e)).doesNotContain("word"));
        }
        return server.heads("GET ").get(0);
    }

    private void set(String name, String value) {
        String old = System.setProperty(name, value);
        before.putIfAbsent(name, old == null ? "" : old);
    }
}
