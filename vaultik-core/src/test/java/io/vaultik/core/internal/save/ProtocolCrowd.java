package io.vaultik.core.internal.save;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How many of each kind take part in a schedule. Where a rule is off, more of those whom it is for.
 *
 * @param hosts hosts, each with a catalog
 * @param series series on each host, whose processes run at the same time
 * @param snapshots how many each makes at most
 * @param repeats one put of a blob in so many is repeated as if it had had no answer; if all are, writers have no other trouble,
 *     and there is nobody but them and maintainers
 * @param keepers maintainers
 * @param revokes one maintenance in so many revokes everybody first
 * @param copiers parties that put blobs with given names
 * @param repackers parties that take over what another snapshot names
 * @param trimmers parties that delete old states
 * @param days how many days pass at once
 */
record ProtocolCrowd(
        int hosts,
        int series,
        int snapshots,
        int repeats,
        int keepers,
        int revokes,
        int copiers,
        int repackers,
        int trimmers,
        int days) {
    static ProtocolCrowd draw(Random random, @Nullable ProtocolRule off) {
        int hosts = 1 + random.nextInt(2);
        int series = 1 + random.nextInt(2);
        int keepers = 1 + random.nextInt(2);
        int copiers = random.nextInt(3) / 2;
        int repackers = random.nextInt(3) / 2;
        int trimmers = random.nextInt(4) / 3;
        int days = random.nextInt(3) / 2;
        if (off == null) {
            return new ProtocolCrowd(hosts, series, 2, 4, keepers, 4, copiers, repackers, trimmers, days);
        }
        return switch (off) {
            case OLDER_ROWS_ARE_NOT_USED -> new ProtocolCrowd(1, 3, 3, 4, 1, 1, 0, 0, 0, 0);
            case ROWS_OF_THE_UNCOMMITTED_GO -> new ProtocolCrowd(1, 1, 3, 1, 2, 1, 0, 0, 0, 0);
            case LISTED_AFTER_CREATED -> new ProtocolCrowd(1, 2, 2, 4, 2, 4, 0, 0, 1, 0);
            case DELETED_BEFORE_DROPPED -> new ProtocolCrowd(hosts, series, 2, 4, 2, 4, 1, 0, 0, 0);
            case A_REPACKER_KEEPS_NOTHING_OFF_LIMITS -> new ProtocolCrowd(1, 1, 2, 4, keepers, 4, 0, 2, 0, 0);
            case COPIERS_WAIT_FOR_THE_DOOMED, COPIERS_RESCUE_THE_CONDEMNED ->
                new ProtocolCrowd(1, 1, 2, 4, keepers, 4, 2, 0, 0, 0);
            case COPIERS_LOOK_FOR_OLDER_MAINTAINERS -> new ProtocolCrowd(1, 1, 2, 4, 2, 8, 2, 0, 0, 0);
            default -> new ProtocolCrowd(hosts, series, 2, 4, keepers, 4, 0, 0, trimmers, 0);
        };
    }
}
