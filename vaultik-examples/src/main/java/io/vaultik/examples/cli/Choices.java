package io.vaultik.examples.cli;

import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads an option that takes one of a few words, and says which ones when it is another. The words are the names of the
 * constants in lower case, with hyphens.
 *
 * @param <E> the constants
 * @param type the type of the constants
 */
record Choices<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {
    @Override
    public E convert(String value) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(value)) {
                return constant;
            }
        }
        String words = String.join(
                ", ", Arrays.stream(type.getEnumConstants()).map(Choices::word).toList());
        throw new TypeConversionException("it is one of " + words + ", not \"" + RawText.lossy(value) + "\"");
    }

    /** Returns the word that stands for a constant, here and in JSON documents. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
