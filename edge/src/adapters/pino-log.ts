import type { Log } from "@arogyasync/shared/ports";
import pino from "pino";

/** Structured lines on standard error. Fields carry codes and counts, never what was measured, nor on whom. */
export const createPinoLog = (level: "debug" | "info" | "warn" | "error" | "silent"): Log => {
  const logger = pino(
    { level, base: { service: "edge" }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  );
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, fields) => logger.error(fields ?? {}, event),
  };
};
