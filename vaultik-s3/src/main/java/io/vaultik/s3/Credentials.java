package io.vaultik.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Who asks. None of these shows a secret in its text. */
sealed interface Credentials {
    /** Makes what the SDK asks for credentials; closed with the client. */
    AwsCredentialsProvider provider();

    /** Whoever the SDK's chain finds. */
    enum Chain implements Credentials {
        INSTANCE;

        @Override
        public AwsCredentialsProvider provider() {
            return DefaultCredentialsProvider.builder().build();
        }
    }

    /** Nobody in particular. */
    enum Anonymous implements Credentials {
        INSTANCE;

        @Override
        public AwsCredentialsProvider provider() {
            return AnonymousCredentialsProvider.create();
        }
    }

    /** The owner of a profile of the shared configuration. */
    record Profile(String name) implements Credentials {
        public Profile {
            requireText("the name of a profile", name);
        }

        @Override
        public AwsCredentialsProvider provider() {
            return ProfileCredentialsProvider.create(name);
        }
    }

    /** The owner of a key. */
    record Fixed(
            String accessKey, String secretKey, @Nullable String sessionToken) implements Credentials {
        public Fixed {
            requireText("an access key", accessKey);
            requireText("a secret key", secretKey);
            if (sessionToken != null) {
                requireText("a session token", sessionToken);
            }
        }

        @Override
        public AwsCredentialsProvider provider() {
            return StaticCredentialsProvider.create(
                    sessionToken == null
                            ? AwsBasicCredentials.create(accessKey, secretKey)
                            : AwsSessionCredentials.create(accessKey, secretKey, sessionToken));
        }

        @Override
        public String toString() {
            return "the owner of a key";
        }
    }

    private static void requireText(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " is not blank");
        }
    }
}
