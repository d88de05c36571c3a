package io.vaultik.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VaultikExceptionTest {
    @Test
    void fillsItsTemplateInOrder() {
        assertThat(new VaultikException("{} and {}: {}", null, 1, "two", '3')).hasMessage("1 and two: 3");
    }

    @Test
    void leavesBracesThatHaveNoValueAndValuesThatHaveNoBraces() {
        assertThat(new VaultikException("{} {}", null, 1)).hasMessage("1 {}");
        assertThat(new VaultikException("{}", null, 1, 2)).hasMessage("1");
        assertThat(new VaultikException("plain", null)).hasMessage("plain");
        assertThat(new VaultikException("", null, 1)).hasMessage("");
    }

    @Test
    void doesNotFillBracesThatCameWithAValue() {
        assertThat(new VaultikException("{}-{}", null, "{}", "x")).hasMessage("{}-x");
    }

    @Test
    void concealsInTheMessageAndShowsInThePlainOne() {
        VaultikException e = new NotFoundException("no {} in {}", null, Concealed.of("a/secret"), "here");
        assertThat(e.getMessage()).matches("no ~[0-9a-f]{8} in here");
        assertThat(e.plainMessage()).isEqualTo("no a/secret in here");
        assertThat(e.toString()).doesNotContain("secret");
    }

    @Test
    void hasItselfAsItsErrorsUntilAnOperationAttachesMore() {
        VaultikException e = new BusyException("busy", null);
        assertThat(e.errors().failure()).containsSame(e);
        Errors more = Errors.of(e, java.util.List.of(), 0, 1, 0);
        e.attach(more);
        assertThat(e.errors()).isSameAs(more);
    }

    @Test
    void keepsItsCause() {
        IOException cause = new IOException("disk");
        assertThat(new NoSpaceException("full", cause)).hasCause(cause).isInstanceOf(IOException.class);
    }

    @Test
    void anIntegrityExceptionTellsItsParts() {
        IntegrityException e = new IntegrityException("blobs/x", "aa", "bb", null);
        assertThat(e).hasMessage("blobs/x is damaged: expected aa, found bb");
        assertThat(e.address()).isEqualTo("blobs/x");
        assertThat(e.expected()).isEqualTo("aa");
        assertThat(e.actual()).isEqualTo("bb");
    }

    @Test
    void aStorageExceptionTellsWhetherRepeatingMakesSense() {
        assertThat(new StorageException(true, "t", null).retryable()).isTrue();
        assertThat(new StorageException(false, "t", null).retryable()).isFalse();
        assertThat(new StorageException(true, "t", null).retryAfter()).isEmpty();
        StorageException slow = new StorageException(Duration.ofSeconds(3), "slow {}", null, 1);
        assertThat(slow).hasMessage("slow 1");
        assertThat(slow.retryable()).isTrue();
        assertThat(slow.retryAfter()).contains(Duration.ofSeconds(3));
        assertThatIllegalArgumentException().isThrownBy(() -> new StorageException(Duration.ofSeconds(-1), "t", null));
        ObjectExistsException exists = new ObjectExistsException(ObjectKey.of("k"), "memory");
        assertThat(exists.retryable()).isFalse();
        assertThat(exists.key()).isEqualTo(ObjectKey.of("k"));
    }

    @Test
    void canBeSerialized() throws Exception {
        VaultikException e = new NotFoundException("no {}", null, Concealed.of("a"));
        e.attach(Errors.ofFailure(e));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(e);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            VaultikException read = (VaultikException) in.readObject();
            assertThat(read).isInstanceOf(NotFoundException.class).hasMessage(e.getMessage());
            assertThat(read.plainMessage()).isEqualTo("no a");
            assertThat(read.errors().failure()).containsSame(read);
        }
    }
}
