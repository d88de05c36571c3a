package io.vaultik.core.conformance;

import io.vaultik.storage.ObjectKey;

/**
 * What a storage can do by its nature.
 *
 * @param nestedKeys whether a key may be what another one has as its folder
 * @param longestKey how many characters a key may have
 * @param secondInstance whether another instance sees the same objects
 * @param writable whether objects can be put and deleted
 * @param listed how many objects a long listing has
 * @param longest how many bytes the longest object has
 */
record Traits(boolean nestedKeys, int longestKey, boolean secondInstance, boolean writable, int listed, long longest) {
    static final Traits ALL = new Traits(true, ObjectKey.MAX_LENGTH, true, true, 2_100, 64L << 20);

    Traits withoutNestedKeys() {
        return new Traits(false, longestKey, secondInstance, writable, listed, longest);
    }

    Traits withLongestKey(int characters) {
        return new Traits(nestedKeys, characters, secondInstance, writable, listed, longest);
    }

    Traits withoutSecondInstance() {
        return new Traits(nestedKeys, longestKey, false, writable, listed, longest);
    }

    Traits readOnly() {
        return new Traits(nestedKeys, longestKey, secondInstance, false, listed, longest);
    }

    Traits withListed(int objects) {
        return new Traits(nestedKeys, longestKey, secondInstance, writable, objects, longest);
    }

    Traits withLongest(long bytes) {
        return new Traits(nestedKeys, longestKey, secondInstance, writable, listed, bytes);
    }

    boolean onlyReadable() {
        return !writable;
    }

    boolean writableTwice() {
        return writable && secondInstance;
    }
}
