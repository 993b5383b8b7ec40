import type { Log } from "@arogyasync/shared/ports";

/** Warnings and errors to the console, for support staff with a cable. Fields carry codes and counts, never people. */
export const consoleLog: Log = {
  debug() {},
  info() {},
  warn: (event, fields) => console.warn(event, fields ?? {}),
  error: (event, fields) => console.error(event, fields ?? {}),
};
