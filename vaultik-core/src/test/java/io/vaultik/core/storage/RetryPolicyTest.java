package io.vaultik.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void doublesTheWaitUpToTheCap() {
        RetryPolicy policy = RetryPolicy.standard();

        assertThat(policy.longestWait(1)).isEqualTo(Duration.ofMillis(250));
        assertThat(policy.longestWait(2)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.longestWait(7)).isEqualTo(Duration.ofSeconds(16));
        assertThat(policy.longestWait(8)).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.longestWait(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void doesNotOverflow() {
        Duration day = Duration.ofDays(1);

        assertThat(new RetryPolicy(99, day, day, day).longestWait(99)).isEqualTo(day);
    }

    @Test
    void repeatsNothingIfAskedTo() {
        assertThat(RetryPolicy.none().attempts()).isEqualTo(1);
    }

    @Test
    void refusesValuesWithoutSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(0, SECOND, SECOND, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, SECOND.negated(), SECOND, SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, SECOND, Duration.ofDays(2), SECOND));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, SECOND, SECOND, SECOND.negated()));
    }
}
