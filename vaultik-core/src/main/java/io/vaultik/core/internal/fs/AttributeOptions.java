package io.vaultik.core.internal.fs;

/**
 * Which attributes are written. What is not written stays as a new entry of this process has it.
 *
 * @param owners owners and groups, by number
 * @param modes permission bits
 * @param times times of modification
 * @param xattrs extended attributes, ACLs and capabilities
 */
public record AttributeOptions(boolean owners, boolean modes, boolean times, boolean xattrs) {
    /** Writes all attributes. */
    public static final AttributeOptions ALL = new AttributeOptions(true, true, true, true);

    /** Writes no attributes. */
    public static final AttributeOptions NONE = new AttributeOptions(false, false, false, false);
}
