/**
 * The change-log protocol on `/log`. History:
 * 1 — hello, push, subscribe, fetch | welcome, ack, refuse, retry, changes, live, announce, tombstone, receipt, failure.
 * 2 — the request for the connection names version and ticket (upgrade.ts); hello carries neither any more.
 */
export const PROTOCOL_VERSION = 2;
/** The oldest client that this relay still understands. */
export const MIN_PROTOCOL_VERSION = 2;

/** The largest frame either side sends or accepts, bytes. */
export const MAX_FRAME_BYTES = 512 * 1024;
/** A push or a `changes` frame aims to stay below this, deflated. */
export const TARGET_BATCH_BYTES = 256 * 1024;
/** What one pack may inflate to. */
export const MAX_INFLATED_BYTES = 4 * 1024 * 1024;
export const MAX_CHANGES_PER_PUSH = 2048;
export const MAX_DOCS_PER_PUSH = 1024;
