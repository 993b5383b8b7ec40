/**
 * A database of its own, outside the names that a wipe deletes. Not localStorage: Chromium writes that to its disk up to
 * a minute later, and a phone may be put away at once.
 */
export const NOTE_DATABASE = "departure-note";

/** Whether this browser has a note of having been emptied: what reads it is loaded only then. */
export const isDepartureNoted = async (): Promise<boolean> =>
  typeof indexedDB.databases !== "function" ||
  (await indexedDB.databases()).some(({ name }) => name === NOTE_DATABASE);
