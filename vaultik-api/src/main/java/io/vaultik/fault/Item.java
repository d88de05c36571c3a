package io.vaultik.fault;

/**
 * Names one item of an operation.
 *
 * @param namespace which world the id belongs to: {@code path} for entries of a snapshot, {@code operation} for the
 *     operation as a whole, or a name of the application's own
 * @param id what identifies the item there; a path of a file may contain {@code %xx} for bytes that are not UTF-8
 * @param name what a person calls it
 * @since 0.1
 */
public record Item(String namespace, Concealed id, Concealed name) {
    /** The namespace of entries of a snapshot. */
    public static final String PATH = "path";

    /** The namespace of what concerns the operation as a whole. */
    public static final String OPERATION = "operation";

    /**
     * Names an entry of a snapshot by its path.
     *
     * @param path the path in the snapshot
     * @return the item
     */
    public static Item path(String path) {
        Concealed concealed = new Concealed(path);
        return new Item(PATH, concealed, concealed);
    }

    /**
     * Names the operation as a whole.
     *
     * @return the item
     */
    public static Item operation() {
        Concealed nothing = new Concealed("");
        return new Item(OPERATION, nothing, nothing);
    }
}
