package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;

/** What a blob holds: content of files, or trees. They lie apart, so that content can be kept in a colder class of storage. */
public enum BlobKind {
    /** Content of files. */
    DATA(0, "d"),
    /** Nodes of trees, lists of chunks, attributes, small attachments. */
    METADATA(1, "m");

    private final int code;
    private final String letter;

    BlobKind(int code, String letter) {
        this.code = code;
        this.letter = letter;
    }

    /** {@return the code in the directory of a blob, 0 or 1} */
    public int code() {
        return code;
    }

    /** {@return the letter in manifests, {@code d} or {@code m}} */
    public String letter() {
        return letter;
    }

    /**
     * {@return the kind of a code}
     *
     * @param code a code as read
     * @throws MalformedException if there is none
     */
    public static BlobKind ofCode(int code) throws MalformedException {
        for (BlobKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new MalformedException("{} is no kind of blob", null, code);
    }

    /**
     * {@return the kind of a letter}
     *
     * @param letter a letter as read
     * @throws MalformedException if there is none
     */
    public static BlobKind ofLetter(String letter) throws MalformedException {
        for (BlobKind kind : values()) {
            if (kind.letter.equals(letter)) {
                return kind;
            }
        }
        throw new MalformedException("\"{}\" is no kind of blob", null, letter);
    }
}
