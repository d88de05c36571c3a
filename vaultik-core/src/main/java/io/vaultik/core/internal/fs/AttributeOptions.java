package io.vaultik.core.internal.fs;

/**
 * Which attributes are written. What is not written stays as a new entry of this process has it.
 *
 * @param owners owners and groups, by number
 * @param modes permission bits
 * @param times times of modification
 * @param xattrs extended attributes, ACLs and capabilities
 * @param setIds set-user-id and set-group-id also where the owner is not known to be the one who set them
 */
public record AttributeOptions(boolean owners, boolean modes, boolean times, boolean xattrs, boolean setIds) {
    /** Writes all attributes. */
    public static final AttributeOptions ALL = new AttributeOptions(true, true, true, true);

    /** Writes exactly the permission bits that are given, of whomever the entry is. */
    public static final AttributeOptions EXACT_MODES = new AttributeOptions(false, true, false, false, true);

    /** Writes no attributes. */
    public static final AttributeOptions NONE = new AttributeOptions(false, false, false, false);

    /**
     * Chooses attributes; set-user-id and set-group-id are written only together with the owner they were set by.
     *
     * @param owners owners and groups, by number
     * @param modes permission bits
     * @param times times of modification
     * @param xattrs extended attributes, ACLs and capabilities
     */
    public AttributeOptions(boolean owners, boolean modes, boolean times, boolean xattrs) {
        this(owners, modes, times, xattrs, false);
    }
}
