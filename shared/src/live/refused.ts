import * as z from "zod/mini";

/**
 * - `not-your-clinic`, `role-may-not-watch`, `role-may-not-publish`: rights.
 * - `too-many-sensors`: this connection, or the relay, holds as many as it may.
 * - `not-announced`: a value of a sensor that this connection did not announce.
 * - `value-shape`: a value with another key, without one, or out of bounds.
 * - `taken-over`: somebody else of the clinic has announced the sensor since.
 */
export const liveRefusalCodes = [
  "not-your-clinic",
  "role-may-not-watch",
  "role-may-not-publish",
  "too-many-sensors",
  "not-announced",
  "value-shape",
  "taken-over",
] as const;
export type LiveRefusalCode = (typeof liveRefusalCodes)[number];

/** What was asked for these sensors is not done; everything else goes on. A value without a readable id names none. */
export const refusedSchema = z.strictObject({
  t: z.literal("refused"),
  code: z.enum(liveRefusalCodes),
  sensors: z.array(z.string().check(z.maxLength(64))),
});
export type Refused = z.infer<typeof refusedSchema>;
