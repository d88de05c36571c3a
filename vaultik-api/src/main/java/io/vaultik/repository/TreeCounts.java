package io.vaultik.repository;

/**
 * What a tree holds.
 *
 * @param files regular files, every name of a hard-linked one
 * @param directories directories, the root included
 * @param others symbolic links, pipes and devices
 * @param bytes length of all files together
 * @since 0.1
 */
public record TreeCounts(long files, long directories, long others, long bytes) {
    /**
     * Returns how many entries there are.
     *
     * @return the sum of all kinds
     */
    public long entries() {
        return files + directories + others;
    }
}
