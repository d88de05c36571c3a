package io.vaultik.examples.cli;

/** When progress is shown. */
enum ProgressMode {
    /** For people: in text, unless quiet. */
    AUTO,
    /** Always; with JSON as lines of JSON. */
    ON,
    /** Never. */
    OFF
}
