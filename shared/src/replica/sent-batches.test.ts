import { describe, expect, it } from "vitest";
import { docIdFromBytes } from "../records/index.ts";
import { createMemoryStore } from "../testing/memory-store.ts";
import { keys } from "./keys.ts";
import { ManifestLists, newEntryWrites, readOutbox } from "./outbox-rows.ts";
import { readSent, sentWrites, takeSent } from "./sent-batches.ts";
import type { OutboxEntry } from "./types.ts";

const doc = docIdFromBytes(new Uint8Array(16).fill(3));
const receipt = (seq: number) => ({ epoch: new Uint8Array(16).fill(1), seq, receivedAt: 1_764_000_000_000 });
const entry = (n: number): OutboxEntry => ({
  key: `k${n}`,
  docId: doc,
  address: { kind: "patient", owner: "", period: "" },
  hashHex: n.toString(16).padStart(64, "0"),
  bytes: new Uint8Array([n, n]),
  savedAt: 1_764_000_000_000 + n,
  author: n % 2 === 0 ? "asha-1" : "asha-2",
  manifest: {
    key: new Uint8Array(32).fill(n),
    signedAt: n,
    signature: new Uint8Array(64).fill(n),
    names: [new Uint8Array([...new Uint8Array(16).fill(3), ...new Uint8Array(31), n])],
  },
  stage: "saved",
});
const filled = async (...numbers: number[]) => {
  const store = createMemoryStore();
  await store.transact(newEntryWrites(numbers.map(entry)), "strict");
  return store;
};
const sentOf = async (store: ReturnType<typeof createMemoryStore>) =>
  readSent(store, new ManifestLists(store));

describe("records of what was sent", () => {
  it("[CL10] an ack moves its entries whole: bytes, author, manifest, receipt", async () => {
    const store = await filled(1, 2, 3);
    await store.transact(sentWrites([entry(1), entry(2)], receipt(7)), "relaxed");
    expect((await readOutbox(store, new ManifestLists(store))).map((e) => e.key)).toEqual(["k3"]);
    expect(await sentOf(store)).toEqual([
      {
        key: "k1",
        receipt: receipt(7),
        entries: [1, 2].map((n) => ({ ...entry(n), stage: "received", receipt: receipt(7) })),
      },
    ]);
  });

  it("[CL10] an entry that leaves its record and is sent again overwrites none of those it left", async () => {
    const store = await filled(1, 2, 3);
    await store.transact(sentWrites([entry(1), entry(2), entry(3)], receipt(7)), "relaxed");
    const { taken, writes } = takeSent(await sentOf(store), (e) => e.key === "k1");
    expect(taken.map((e) => e.key)).toEqual(["k1"]);
    await store.transact(writes, "strict");
    await store.transact(sentWrites([entry(1)], receipt(9)), "relaxed");
    const all = await sentOf(store);
    expect(all.map((b) => [b.key, b.receipt.seq, b.entries.map((e) => e.key)])).toEqual([
      ["k1", 9, ["k1"]],
      ["k2", 7, ["k2", "k3"]],
    ]);
  });

  it("[CL10] taking all of a record leaves nothing of it", async () => {
    const store = await filled(1, 2);
    await store.transact(sentWrites([entry(1), entry(2)], receipt(7)), "relaxed");
    await store.transact(takeSent(await sentOf(store), () => true).writes, "strict");
    expect(await store.range(keys.sent())).toEqual([]);
  });
});
