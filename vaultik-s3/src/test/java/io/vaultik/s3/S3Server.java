package io.vaultik.s3;

import io.vaultik.storage.StorageException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.S3Client;

/** A server of the protocol in this process, on a port of its own, that checks signatures. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "local-identity";
    static final String SECRET_KEY = "local-secret-that-is-never-shown";

    private final S3Proxy server;
    private final URI endpoint;
    private final S3Client admin;
    private final AtomicInteger buckets = new AtomicInteger();

    private S3Server(BlobStore objects) {
        try {
            this.server = S3Proxy.builder()
                    .blobStore(objects)
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                    .build();
            server.start();
        } catch (Exception e) {
            throw new AssertionError("the server does not start", e);
        }
        this.endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        try {
            this.admin = Clients.of(options("none").settings());
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    static S3Server inMemory() {
        return new S3Server(new TransientNio2BlobStore());
    }

    static S3Server inFolder(Path folder) {
        return new S3Server(new FilesystemNio2BlobStore(folder.toString()));
    }

    /** Makes a bucket that no test has used. */
    String newBucket() {
        String bucket = "bucket-" + buckets.incrementAndGet();
        admin.createBucket(r -> r.bucket(bucket));
        return bucket;
    }

    /** Options that reach this server. */
    S3Options options(String bucket) {
        return S3Options.bucket(bucket).endpoint(endpoint).credentials(ACCESS_KEY, SECRET_KEY);
    }

    /** Options that reach a new bucket of this server. */
    S3Options options() {
        return options(newBucket());
    }

    int port() {
        return server.getPort();
    }

    /** A client of the SDK with all rights. */
    S3Client admin() {
        return admin;
    }

    @Override
    public void close() {
        admin.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError("the server does not stop", e);
        }
    }
}
