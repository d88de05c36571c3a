package io.vaultik.examples;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An empty bucket on a server in this process. */
public final class Bucket implements AutoCloseable {
    private static final String NAME = "example-bucket";
    private static final String ACCESS_KEY = "local-identity";
    private static final String SECRET_KEY = "local-credential";

    private final S3Proxy server;
    private final S3Client client;

    public Bucket() {
        try {
            this.server = S3Proxy.builder()
                    .blobStore(new TransientNio2BlobStore())
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .build();
            server.start();
        } catch (Exception e) {
            throw new AssertionError("the server does not start", e);
        }
        AwsBasicCredentials credentials = AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY);
        this.client = S3Client.builder()
                .endpointOverride(URI.create(endpoint()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
        client.createBucket(r -> r.bucket(NAME));
    }

    /** Begins an upload and leaves it, as a process does that is killed. */
    public void begin(String key) {
        client.createMultipartUpload(r -> r.bucket(NAME).key(key));
    }

    /** Returns the keys of all objects. */
    public List<String> keys() {
        return client.listObjectsV2(r -> r.bucket(NAME)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** Returns the address of the bucket, or of a part of it. */
    public String address(String prefix) {
        return address(prefix, URI.create(endpoint()));
    }

    /** Returns the address of the bucket, or of a part of it, by another way. */
    public String address(String prefix, URI way) {
        return "s3://" + NAME + "/" + prefix + "?endpoint=" + way;
    }

    /** Returns where the server listens. */
    public URI server() {
        return URI.create(endpoint());
    }

    /** Returns what does not belong in an address. */
    public Map<String, String> options() {
        return Map.of("access-key", ACCESS_KEY, "secret-key", SECRET_KEY);
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("the server does not stop", e);
        }
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }
}
