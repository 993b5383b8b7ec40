import * as z from "zod/mini";
import { endpoint } from "./endpoint.ts";

export const revocationView = z.object({
  target: z.enum(["device", "person"]),
  id: z.string(),
  action: z.enum(["revoke", "wipe", "reinstate"]),
  by: z.string(),
  reason: z.string(),
  atMs: z.int(),
});
export type RevocationView = z.infer<typeof revocationView>;

/** Ends, or gives back, what a device or a person may do. [QR22] */
export const applyRevocation = endpoint({
  name: "revocations/apply",
  roles: ["admin", "device-manager"],
  request: z.object({
    target: z.enum(["device", "person"]),
    id: z.string().check(z.maxLength(64)),
    action: z.enum(["revoke", "wipe", "reinstate"]),
    reason: z.string().check(z.maxLength(500)),
    /** The id again, as typed. */
    confirm: z.string().check(z.maxLength(64)),
  }),
  response: z.object({ done: revocationView }),
});

/** The book: what was done, by whom and why, and which devices say that they are empty. */
export const listRevocations = endpoint({
  name: "revocations/list",
  roles: ["admin", "device-manager"],
  request: z.object({}),
  response: z.object({
    revocations: z.readonly(z.array(revocationView)),
    wipes: z.readonly(
      z.array(
        z.object({
          device: z.string(),
          user: z.string(),
          cause: z.string(),
          atMs: z.int(),
          receivedAtMs: z.int(),
          handedIn: z.int(),
          lost: z.int(),
        }),
      ),
    ),
  }),
});
