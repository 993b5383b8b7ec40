import * as z from "zod/mini";
import { endpoint } from "./endpoint.ts";

export const deviceView = z.object({
  id: z.string(),
  label: z.string(),
  firstSeenMs: z.int(),
  lastSeenMs: z.int(),
  /** The app's version at the last use; empty when it did not say. */
  app: z.string(),
  /** By which codes it was let in, oldest first; empty for a device of a time, or a relay, that asked for none. */
  enrolled: z.readonly(
    z.array(
      z.object({
        code: z.int(),
        clinic: z.string(),
        atMs: z.int(),
        /** Who used the code, and who had issued it. */
        by: z.string(),
        issuedBy: z.string(),
      }),
    ),
  ),
  /** Everybody who has a key on it. */
  people: z.readonly(
    z.array(
      z.object({
        user: z.string(),
        name: z.string(),
        clinics: z.readonly(z.array(z.string())),
        isRevoked: z.boolean(),
      }),
    ),
  ),
});
export type DeviceView = z.infer<typeof deviceView>;

/** Devices on which somebody of the caller's clinics has signed in. */
export const listDevices = endpoint({
  name: "devices/list",
  roles: ["device-manager", "admin"],
  request: z.object({}),
  response: z.object({ devices: z.readonly(z.array(deviceView)) }),
});
