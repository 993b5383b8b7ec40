import * as z from "zod/mini";
import { endpoint } from "./endpoint.ts";

export const deviceView = z.object({
  id: z.string(),
  label: z.string(),
  firstSeenMs: z.int(),
  lastSeenMs: z.int(),
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
