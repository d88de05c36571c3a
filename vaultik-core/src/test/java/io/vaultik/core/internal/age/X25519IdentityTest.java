package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.MalformedException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class X25519IdentityTest {
    private final X25519Identity identity = AgeForge.identity(5);

    @Test
    void readsTheTextThatItWrites() throws MalformedException {
        String text = identity.text();
        assertThat(text).matches("AGE-SECRET-KEY-1[A-Z0-9]{58}");
        assertThat(X25519Identity.parse(text).text()).isEqualTo(text);
        assertThat(X25519Identity.parse(text).recipient()).isEqualTo(identity.recipient());
    }

    @Test
    void readsTheRecipientThatItWrites() throws MalformedException {
        String text = identity.recipient().toString();
        assertThat(text).matches("age1[a-z0-9]{58}");
        assertThat(X25519Recipient.parse(text)).isEqualTo(identity.recipient()).hasToString(text);
        assertThat(X25519Recipient.parse(text).hashCode())
                .isEqualTo(identity.recipient().hashCode());
    }

    @Test
    void showsItsSecretInTextAlone() {
        assertThat(identity.toString())
                .contains(identity.recipient().toString())
                .doesNotContain("SECRET");
    }

    @Test
    void refusesEveryMistypedCharacterWithoutQuotingTheSecret() {
        String text = identity.text();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'Q' ? 'P' : 'Q';
            String mistyped = text.substring(0, i) + other + text.substring(i + 1);
            assertThatThrownBy(() -> X25519Identity.parse(mistyped))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageNotContaining(text.substring(20, 30));
        }
    }

    @Test
    void refusesOtherCasesLengthsAndKinds() {
        String secret = identity.text();
        String recipient = identity.recipient().toString();
        String mixed = recipient.substring(0, 30) + recipient.substring(30).toUpperCase(Locale.ROOT);
        List<String> recipients = List.of(
                "",
                "age",
                "age1",
                "age1q",
                secret,
                mixed,
                recipient.toUpperCase(Locale.ROOT),
                recipient + "q",
                recipient.substring(0, 61),
                " " + recipient,
                recipient + " ",
                recipient.replace('1', '\u0131'),
                Bech32.encode("age", new byte[31]),
                Bech32.encode("age", new byte[33]),
                "age1" + "q".repeat(5000),
                "age1\u00e9" + recipient.substring(5),
                "age1B" + recipient.substring(5));
        for (String text : recipients) {
            assertThatThrownBy(() -> X25519Recipient.parse(text)).as(text).isInstanceOf(MalformedException.class);
        }
        for (String text : List.of("", recipient, secret.toLowerCase(Locale.ROOT), secret + "Q", secret.substring(3))) {
            assertThatThrownBy(() -> X25519Identity.parse(text)).as(text).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void refusesARecipientToWhichNothingIsSecret() {
        for (String point : X25519Test.LOW_ORDER) {
            String text = Bech32.encode("age", HexFormat.of().parseHex(point));
            assertThatThrownBy(() -> X25519Recipient.parse(text))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("low order");
        }
    }

    @Test
    void unwrapsWhatWasWrappedForItAndNothingElse() throws MalformedException {
        byte[] fileKey = TestRandom.bytes(9, 16);
        Stanza ours = identity.recipient().wrap(fileKey, TestRandom.secure(10));
        Stanza theirs = AgeForge.identity(6).recipient().wrap(fileKey, TestRandom.secure(11));
        assertThat(identity.unwrap(List.of(theirs, ours))).isEqualTo(fileKey);
        assertThat(identity.unwrap(List.of(theirs))).isNull();
        assertThat(ours).hasToString("Stanza[X25519, 1 arguments, 32 bytes]");
    }
}
