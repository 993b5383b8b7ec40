import type { Down, Up } from "../protocol/index.ts";

const fill = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const patient = { id: fill(16, 7), kind: "patient", owner: "", period: "" } as const;
const vitals = {
  id: fill(16, 8),
  kind: "vitals",
  owner: "2j9knpCseyhnK8izDmLpGP5WMdZQ",
  period: "2026",
} as const;
const epoch = fill(16, 0xee);
const nowMs = 1_764_000_000_000;

/** One message of every kind a client may say, with and without its optional parts. */
export const sampleUp: Readonly<Record<string, Up>> = {
  hello: { t: "hello", device: "device-1", app: "arogya/0.1.0", clockMs: nowMs },
  push: {
    t: "push",
    id: 1,
    docs: [patient, vitals],
    pack: Uint8Array.of(1, 0),
    manifests: [{ key: fill(32, 1), signedAt: nowMs, signature: fill(64, 2) }],
  },
  "push with original manifests": {
    t: "push",
    id: 4_294_967_295,
    docs: [vitals],
    pack: Uint8Array.of(1, 0),
    manifests: [
      {
        key: fill(32, 1),
        signedAt: nowMs,
        signature: fill(64, 2),
        covers: [0, -1, 1],
        missing: [fill(48, 3)],
      },
    ],
  },
  subscribe: { t: "subscribe", wants: [{ scope: "phc-1", kind: "vitals", after: 0 }] },
  "subscribe again": {
    t: "subscribe",
    epoch,
    wants: [
      { scope: "phc-1", kind: "patient", after: 1_048_576 },
      { scope: "phc-1", kind: "vitals", after: Number.MAX_SAFE_INTEGER },
    ],
  },
};

/** One message of every kind a relay may say. */
export const sampleDown: Readonly<Record<string, Down>> = {
  welcome: {
    t: "welcome",
    protocol: 2,
    epoch,
    seq: 12,
    backedUpSeq: 0,
    nowMs,
    relayKey: fill(32, 5),
    user: "asha-1",
    roles: ["field"],
    clinics: ["phc-1"],
  },
  "welcome under a later key": {
    t: "welcome",
    protocol: 2,
    epoch,
    seq: 0,
    backedUpSeq: 0,
    nowMs,
    relayKey: fill(32, 9),
    successions: [
      { from: fill(32, 5), to: fill(32, 7), signature: fill(64, 8) },
      { from: fill(32, 7), to: fill(32, 9), signature: fill(64, 10) },
    ],
    user: "asha-1",
    roles: [],
    clinics: [],
  },
  ack: { t: "ack", id: 1, epoch, seq: 13, receivedAt: nowMs, signature: fill(64, 6) },
  refuse: {
    t: "refuse",
    id: 1,
    items: [
      { index: 0, code: "append-only", reason: "A reading is never changed. Enter a correction instead." },
    ],
  },
  retry: { t: "retry", id: 1, items: [{ index: 2, code: "missing-dep" }], afterMs: 1000 },
  changes: {
    t: "changes",
    scope: "phc-1",
    kind: "vitals",
    epoch,
    upTo: 14,
    docs: [vitals],
    pack: Uint8Array.of(1, 0),
    authors: ["asha-1"],
    rows: [[14, 0, nowMs]],
  },
  "changes that only move the cursor": {
    t: "changes",
    scope: "phc-1",
    kind: "vitals",
    epoch,
    upTo: 15,
    docs: [],
    authors: [],
    rows: [],
  },
  live: { t: "live", seq: 15, of: [{ scope: "phc-1", kind: "vitals" }] },
  announce: { t: "announce", scope: "dh-2", kind: "patient", seq: 16, docs: [patient] },
  tombstone: { t: "tombstone", scope: "phc-1", seq: 17, id: fill(16, 7) },
  receipt: { t: "receipt", epoch, backedUpSeq: 12 },
  failure: { t: "failure", code: "token-expired", message: "Sign in again.", fatal: true },
};
