/**
 * The live protocol on `/live`. History:
 * 1 — announce, publish, subscribe, unsubscribe, ping | value, gap, stale, refused, failure, pong.
 */
export const LIVE_PROTOCOL_VERSION = 1;
/** The oldest peer that this relay still understands. */
export const MIN_LIVE_PROTOCOL_VERSION = 1;

/** The largest frame either side sends or accepts, bytes of UTF-8. */
export const MAX_LIVE_FRAME_BYTES = 64 * 1024;
/** Sensors that one message may name. */
export const MAX_SENSORS_PER_MESSAGE = 512;
/** Values that one `publish` may hold: as many as fit a frame. */
export const MAX_VALUES_PER_PUBLISH = 256;
/** A sensor that has said nothing for so long is told to be stale: ten values of 1 Hz. */
export const LIVE_STALE_MS = 10_000;
