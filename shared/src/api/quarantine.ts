import * as z from "zod/mini";
import { handInReceiptSchema, MAX_HAND_IN_BYTES } from "../protocol/index.ts";
import { endpoint } from "./endpoint.ts";

const states = ["open", "accepted", "rejected"] as const;
const decisionView = z.object({
  verdict: z.enum(["accepted", "rejected"]),
  /** `stored`, `duplicate`, `recreated`, `present`, `rejected`. */
  outcome: z.string(),
  by: z.string(),
  reason: z.string(),
  atMs: z.int(),
});

export const quarantineItem = z.object({
  no: z.int(),
  state: z.enum(states),
  /** Why the relay did not take it. */
  code: z.string(),
  kind: z.string(),
  /** Handed in, by a device that went or by its author; otherwise refused when it was sent. */
  isHandedIn: z.boolean(),
  note: z.optional(z.string()),
  /** Changes that came together; they are decided about together or one by one. */
  batch: z.optional(z.int()),
  /** Whose valid signature covers it; absent when none does: then it can only be rejected. */
  author: z.optional(z.object({ id: z.string(), name: z.string() })),
  courier: z.string(),
  device: z.object({ id: z.string(), label: z.optional(z.string()) }),
  receivedAtMs: z.int(),
  /** When its author's device says it was signed, and when that device or person was switched off. */
  signedAtMs: z.optional(z.int()),
  revokedAtMs: z.optional(z.int()),
  clinics: z.readonly(z.array(z.string())),
  patientId: z.optional(z.string()),
  /** Only for who may read it. */
  patientName: z.optional(z.string()),
  mayRead: z.boolean(),
  /** What it says; absent when it cannot be read, or not by this person. */
  content: z.optional(
    z.object({
      /** By the author's clock. */
      atMs: z.int(),
      isRegistration: z.boolean(),
      /** Canonical JSON of readings. */
      readings: z.readonly(z.array(z.string())),
      /** Other fields; no value: deleted. */
      fields: z.readonly(
        z.array(z.object({ container: z.string(), field: z.string(), value: z.optional(z.string()) })),
      ),
    }),
  ),
  decision: z.optional(decisionView),
});
export type QuarantineItem = z.infer<typeof quarantineItem>;

/** Refused and handed-in changes that concern the administrator's clinics, newest first. [QR3] */
export const listQuarantine = endpoint({
  name: "quarantine/list",
  roles: ["admin"],
  request: z.object({ state: z.enum([...states, "all"]), before: z.optional(z.int()) }),
  response: z.object({
    items: z.readonly(z.array(quarantineItem)),
    /** Ask again with it for older ones; absent at the end. */
    before: z.optional(z.int()),
  }),
});

const nos = z.array(z.int().check(z.minimum(1))).check(z.minLength(1), z.maxLength(500));
const reason = z.string().check(z.maxLength(500));

export const acceptResult = z.object({
  no: z.int(),
  outcome: z.enum(["stored", "duplicate", "recreated", "present", "rejected", "missing", "refused"]),
  code: z.optional(z.string()),
  missing: z.readonly(z.array(z.string())),
  isDependency: z.boolean(),
});
export type AcceptResultView = z.infer<typeof acceptResult>;

/** Lets quarantined changes into the log as their true authors'. [QR4] */
export const acceptQuarantine = endpoint({
  name: "quarantine/accept",
  roles: ["admin"],
  request: z.object({
    nos,
    reason,
    /** What they build on comes with them; true when absent. */
    withDependencies: z.optional(z.boolean()),
    /** Content whose change cannot enter any more is made again; true when absent. */
    mayRecreate: z.optional(z.boolean()),
  }),
  response: z.object({ results: z.readonly(z.array(acceptResult)) }),
});

/** Leaves them where they are, with the reason; they can still be accepted later. */
export const rejectQuarantine = endpoint({
  name: "quarantine/reject",
  roles: ["admin"],
  request: z.object({ nos, reason }),
  response: z.object({ rejected: z.int() }),
});

/** What has become of the caller's own refused and handed-in changes. */
export const myQuarantine = endpoint({
  name: "quarantine/mine",
  roles: "anyone",
  request: z.object({}),
  response: z.object({
    changes: z.readonly(
      z.array(
        z.object({
          /** Hex. */
          hash: z.string(),
          state: z.enum(states),
          isHandedIn: z.boolean(),
          decision: z.optional(decisionView),
        }),
      ),
    ),
  }),
});

/** Gives refused changes of this device to the administrator, with a word from their author. [QR7] */
export const handInToAdmin = endpoint({
  name: "quarantine/hand-in",
  roles: "anyone",
  /** Base64url of what `encodeHandIn` gives. */
  request: z.object({ body: z.string() }),
  response: handInReceiptSchema,
  maxBytes: Math.ceil((MAX_HAND_IN_BYTES * 4) / 3) + 1024,
});
