package io.vaultik.core.internal.save;

/** What may be switched off, by what a party is made to see or to do, and then loses data. */
enum ProtocolRule {
    /** A writer puts its session before it reads the state. */
    SESSION_BEFORE_STATE,
    /** A writer LISTs the blobs for its catalog after it has read the state. */
    LIST_AFTER_STATE,
    /** What its state condemns is off limits for a session. */
    CONDEMNED_IS_OFF_LIMITS,
    /** What its state dooms is off limits for a session. */
    DOOMED_IS_OFF_LIMITS,
    /** A maintainer reads the manifests after the sessions. */
    MANIFESTS_AFTER_SESSIONS,
    /** Only what a state dooms is deleted. */
    ONLY_THE_DOOMED_ARE_DELETED,
    /** All that is doomed is deleted before the next state drops it. */
    DELETED_BEFORE_DROPPED,
    /** After the creation of a state a LIST shows no higher one. */
    LISTED_AFTER_CREATED,
    /** The session object stays while the commit is unanswered. */
    END_WAITS_FOR_THE_ANSWER,
    /** The deletion of a snapshot leaves a void while its session object is there. */
    DELETION_LEAVES_A_VOID,
    /** Nobody else deletes a session object, even if its writer has committed. */
    ONLY_ITS_PROCESS_ENDS_A_SESSION,
    /** A row below the number of a session is not used. */
    OLDER_ROWS_ARE_NOT_USED,
    /** The rows of a session that has not committed go with it. */
    ROWS_OF_THE_UNCOMMITTED_GO,
    /** A repacker keeps no blob that is off limits. */
    A_REPACKER_KEEPS_NOTHING_OFF_LIMITS,
    /** K1: a copier waits for what is doomed. */
    COPIERS_WAIT_FOR_THE_DOOMED,
    /** K1: a copier looks for open maintainers of an older state. */
    COPIERS_LOOK_FOR_OLDER_MAINTAINERS,
    /** K2: a copier takes what it needs out of what is condemned. */
    COPIERS_RESCUE_THE_CONDEMNED
}
