package io.vaultik.core.internal.fs;

/**
 * What a walk leaves out.
 *
 * @param excludes the entries that are left out
 * @param oneFileSystem whether directories on another file system than the root are kept without their content
 * @param cacheTags whether of a directory with a valid {@code CACHEDIR.TAG} only the directory and the tag are kept
 */
public record WalkOptions(PathFilter excludes, boolean oneFileSystem, boolean cacheTags) {
    /** Leaves out nothing. */
    public static final WalkOptions ALL = new WalkOptions(PathFilter.NONE, false, false);

    /**
     * Leaves out what a filter says.
     *
     * @param filter the filter
     * @return options with this filter
     */
    public WalkOptions excluding(PathFilter filter) {
        return new WalkOptions(filter, oneFileSystem, cacheTags);
    }

    /**
     * Sets whether the walk stays on the file system of the root.
     *
     * @param stay whether it does
     * @return options that say so
     */
    public WalkOptions oneFileSystem(boolean stay) {
        return new WalkOptions(excludes, stay, cacheTags);
    }

    /**
     * Sets whether the content of tagged cache directories is left out.
     *
     * @param leaveOut whether it is
     * @return options that say so
     */
    public WalkOptions cacheTags(boolean leaveOut) {
        return new WalkOptions(excludes, oneFileSystem, leaveOut);
    }
}
