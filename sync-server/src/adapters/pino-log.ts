import type { Log } from "@arogyasync/shared/ports";
import pino from "pino";

/** Structured lines on standard error, so that standard output stays for what a person asked for. */
export const createPinoLog = (
  level: "debug" | "info" | "warn" | "error" | "silent",
  service: string,
): Log => {
  const logger = pino(
    { level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, fields) => logger.error(fields ?? {}, event),
  };
};
