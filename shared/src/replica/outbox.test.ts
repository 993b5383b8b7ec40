import { expect, it } from "vitest";
import { docIdFromBytes } from "../records/index.ts";
import { createMemoryStore } from "../testing/memory-store.ts";
import { Outbox } from "./outbox.ts";
import type { OutboxEntry } from "./types.ts";

const receipt = { epoch: new Uint8Array(16).fill(1), seq: 7, receivedAt: 1_764_000_000_000 };
const entry = (n: number): OutboxEntry => ({
  key: `k${n}`,
  docId: docIdFromBytes(new Uint8Array(16).fill(3)),
  address: { kind: "patient", owner: "", period: "" },
  hashHex: n.toString(16).padStart(64, "0"),
  bytes: new Uint8Array([n]),
  savedAt: n,
  author: "asha-1",
  manifest: {
    key: new Uint8Array(32),
    signedAt: n,
    signature: new Uint8Array(64),
    names: [new Uint8Array(48).fill(n)],
  },
  stage: "saved",
});
const keysOf = (outbox: Outbox) => outbox.pending().map((e) => e.key);

it("[CL3] counts what a listener saves while it hears that others were received", async () => {
  const outbox = await Outbox.load(createMemoryStore());
  const [first, second, third] = [entry(1), entry(2), entry(3)];
  outbox.add([first, second]);
  expect(keysOf(outbox)).toEqual(["k1", "k2"]);
  const stop = outbox.onChange(() => {
    stop();
    outbox.add([third]);
  });
  await outbox.markReceived([first], receipt);
  expect(keysOf(outbox)).toEqual(["k2", "k3"]);
  expect(outbox.pendingCount).toBe(2);
});

it("[CL3] counts exactly whichever of them were received", async () => {
  const outbox = await Outbox.load(createMemoryStore());
  const all = [1, 2, 3, 4].map(entry);
  outbox.add(all);
  expect(outbox.pendingCount).toBe(4);
  await outbox.markReceived([all[2]!], receipt);
  expect(keysOf(outbox)).toEqual(["k1", "k2", "k4"]);
  await outbox.markReceived([all[0]!, all[1]!], receipt);
  expect(keysOf(outbox)).toEqual(["k4"]);
});
