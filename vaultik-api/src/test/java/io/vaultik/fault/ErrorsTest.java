package io.vaultik.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorsTest {
    private static final ItemError ITEM = new ItemError(ItemError.Kind.FAILED, Item.path("a"), "Cause", "text");

    @Test
    void noErrorsAreEmpty() {
        assertThat(Errors.none().isEmpty()).isTrue();
        assertThat(Errors.none().failure()).isEmpty();
        assertThat(Errors.none().items()).isEmpty();
        assertThatCode(Errors.none()::orThrow).doesNotThrowAnyException();
    }

    @Test
    void aFailureIsThrownItself() {
        VaultikException failure = new NotFoundException("gone", null);
        Errors errors = Errors.ofFailure(failure);
        assertThat(errors.isEmpty()).isFalse();
        assertThat(errors.failure()).containsSame(failure);
        assertThatThrownBy(errors::orThrow).isSameAs(failure);
    }

    @Test
    void failedItemsMakeAnOperationIncomplete() {
        Errors errors = Errors.of(null, List.of(ITEM), 5, 0, 0);
        assertThat(errors.isEmpty()).isFalse();
        IncompleteException thrown = catchThrowableOfType(IncompleteException.class, errors::orThrow);
        assertThat(thrown).hasMessage("done, but 5 items failed");
        assertThat(thrown.errors()).isSameAs(errors);
        assertThat(thrown.result(String.class)).isEmpty();
    }

    @Test
    void skippedItemsAndAlertsAreNoFailure() {
        Errors errors = Errors.of(null, List.of(), 0, 3, 2);
        assertThat(errors.isEmpty()).isTrue();
        assertThat(errors.skippedCount()).isEqualTo(3);
        assertThat(errors.alertCount()).isEqualTo(2);
        assertThatCode(errors::orThrow).doesNotThrowAnyException();
    }

    @Test
    void aFailureGoesBeforeItems() {
        VaultikException failure = new CancelledException("stopped", null);
        assertThatThrownBy(Errors.of(failure, List.of(ITEM), 1, 0, 0)::orThrow).isSameAs(failure);
    }

    @Test
    void holdsACopyOfALimitedNumberOfItems() {
        List<ItemError> items = new ArrayList<>(Collections.nCopies(Errors.MAX_ITEMS, ITEM));
        Errors errors = Errors.of(null, items, 1_000_000, 0, 0);
        items.clear();
        assertThat(errors.items()).hasSize(Errors.MAX_ITEMS).isUnmodifiable();
        assertThat(errors.failedCount()).isEqualTo(1_000_000);
        List<ItemError> tooMany = Collections.nCopies(Errors.MAX_ITEMS + 1, ITEM);
        assertThatIllegalArgumentException().isThrownBy(() -> Errors.of(null, tooMany, 1, 0, 0));
    }

    @Test
    void theTextOfErrorsConcealsWhatTheFailureNames() {
        Errors errors = Errors.ofFailure(new NotFoundException("no {}", null, Concealed.of("secret")));
        assertThat(errors.toString()).contains("no ~").doesNotContain("secret");
    }

    @Test
    void theResultOfAnIncompleteOperationComesBackByItsType() {
        IncompleteException e = new IncompleteException(Errors.of(null, List.of(), 1, 0, 0), "result");
        assertThat(e.result(String.class)).contains("result");
        assertThat(e.result(Integer.class)).isEmpty();
    }
}
