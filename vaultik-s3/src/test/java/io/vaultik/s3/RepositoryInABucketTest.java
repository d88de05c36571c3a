package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole engine on a bucket, with a connection that is reset at every tenth call. */
class RepositoryInABucketTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void savesVerifiesAndRestoresOverBadConnections() throws IOException {
        try (S3Server server = S3Server.inMemory();
                FaultProxy proxy = new FaultProxy(server.port());
                S3Storage storage = S3Storage.open(server.options().endpoint(proxy.endpoint()))) {
            proxy.everyTenth(new Fault.Reset());
            new RepositoryCycle(folder).run(storage);
            assertThat(proxy.heads()).hasSizeGreaterThan(20);
        }
    }
}
