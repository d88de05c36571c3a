package io.vaultik.s3;

import io.vaultik.storage.StorageException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Makes clients of the SDK that suit a storage: no retries, which are done around the storage; checksums only where the protocol
 * demands them and no chunked signatures, which not every server knows.
 */
final class Clients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** A stream that nobody closes holds its connection; who waits longer than this for one is told so. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private Clients() {}

    /**
     * Makes a client; closed by the caller.
     *
     * @throws StorageException if no region can be found
     */
    static S3Client of(Settings settings) throws StorageException {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(settings.maxConnections)
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .connectionAcquisitionTimeout(LONGEST_WAIT)
                        .socketTimeout(settings.timeout)
                        .tcpKeepAlive(true))
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .credentialsProvider(settings.credentials.provider())
                .region(regionOf(settings));
        URI endpoint = settings.endpoint;
        Boolean asked = settings.pathStyle;
        builder.forcePathStyle(asked != null ? asked : endpoint != null);
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    private static Region regionOf(Settings settings) throws StorageException {
        if (settings.region != null) {
            return Region.of(settings.region);
        }
        if (settings.endpoint != null) {
            return Region.US_EAST_1;
        }
        String profile = settings.credentials instanceof Credentials.Profile own
                ? own.name()
                : ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
        try {
            return DefaultAwsRegionProviderChain.builder()
                    .profileName(profile)
                    .build()
                    .getRegion();
        } catch (SdkClientException e) {
            String template = "{} cannot be opened: no region is given, and the surroundings name none";
            throw new StorageException(false, template, e, settings.location());
        }
    }
}
