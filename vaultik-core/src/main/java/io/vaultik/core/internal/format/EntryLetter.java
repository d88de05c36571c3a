package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;
import io.vaultik.repository.EntryKind;

/** The letter of a kind of entry in nodes. */
final class EntryLetter {
    private EntryLetter() {}

    static String of(EntryKind kind) {
        return switch (kind) {
            case FILE -> "f";
            case DIRECTORY -> "d";
            case SYMLINK -> "l";
            case FIFO -> "p";
            case CHARACTER_DEVICE -> "c";
            case BLOCK_DEVICE -> "b";
        };
    }

    static EntryKind kind(String letter) throws MalformedException {
        return switch (letter) {
            case "f" -> EntryKind.FILE;
            case "d" -> EntryKind.DIRECTORY;
            case "l" -> EntryKind.SYMLINK;
            case "p" -> EntryKind.FIFO;
            case "c" -> EntryKind.CHARACTER_DEVICE;
            case "b" -> EntryKind.BLOCK_DEVICE;
            default -> throw new MalformedException("\"{}\" is no kind of entry", null, letter);
        };
    }
}
