package io.vaultik.core.conformance;

/**
 * What a storage can do by its nature.
 *
 * @param nestedKeys whether a key may be what another one has as its folder
 * @param longestKey how many characters a key may have
 * @param secondInstance whether another instance sees the same objects
 * @param listed how many objects a long listing has
 * @param longest how many bytes the longest object has
 */
record Traits(boolean nestedKeys, int longestKey, boolean secondInstance, int listed, long longest) {}
