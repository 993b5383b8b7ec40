import "fake-indexeddb/auto";
import { bytesToUtf8, utf8ToBytes } from "@arogyasync/shared/bytes";
import { type ReplicaStore, StoreError, type StoreKey } from "@arogyasync/shared/ports";
import { encodeCbor } from "@arogyasync/shared/protocol";
import { Directory, keys, Outbox, RepoStorage } from "@arogyasync/shared/replica";
import type { DocId } from "@arogyasync/shared/records";
import { runStorageAdapterTests } from "@automerge/automerge-repo/helpers/tests/storage-adapter-tests.js";
import { describe, expect, it } from "vitest";
import { createAesSeal, SEAL_OVERHEAD_BYTES } from "../../client/src/platform/aes-seal.ts";
import { createIndexedDbStore } from "../../client/src/platform/indexeddb-store.ts";
import { replicaStoreSuite } from "./replica-store.suite.ts";

let databases = 0;
const freshName = (): string => `arogya-sealed-${++databases}`;
const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** A device: one database, seen through a person's key, and as it lies on the disk. */
const sealedDevice = async () => {
  const database = freshName();
  const key = await newKey();
  const damaged: StoreKey[] = [];
  const open = (as = key) =>
    createIndexedDbStore({ database, seal: createAesSeal(as), onDamaged: (at) => void damaged.push(at) });
  return { open, damaged, raw: createIndexedDbStore({ database }) };
};

replicaStoreSuite("IndexedDB, sealed", async () => {
  const device = await sealedDevice();
  let store = device.open();
  return {
    store,
    async reopen() {
      await store.close();
      store = device.open();
      return store;
    },
  };
});

describe("automerge-repo's acceptance suite over the sealed store", () => {
  runStorageAdapterTests(async () => {
    const store = (await sealedDevice()).open();
    return { adapter: new RepoStorage(store), teardown: () => void store.close() };
  }, "IndexedDB, sealed");
});

const put = (store: ReplicaStore, key: StoreKey, text: string) =>
  store.transact([{ type: "put", key, value: utf8ToBytes(text) }], "strict");
const textAt = async (store: ReplicaStore, key: StoreKey) => bytesToUtf8((await store.get(key))!);

describe("[VA1] what lies on the disk", () => {
  it("shows nothing of what was written, is longer by the overhead, and never the same twice", async () => {
    const { open, raw } = await sealedDevice();
    const store = open();
    await put(store, ["a"], "Lakshmi Venkataraman");
    const first = (await raw.get(["a"]))!;
    expect(new TextDecoder("latin1").decode(first)).not.toContain("Lakshmi");
    expect(first.length).toBe("Lakshmi Venkataraman".length + SEAL_OVERHEAD_BYTES);
    await put(store, ["a"], "Lakshmi Venkataraman");
    const second = (await raw.get(["a"]))!;
    expect(second).not.toEqual(first);
    expect(second.subarray(1, 13)).not.toEqual(first.subarray(1, 13));
  });

  it("negative control: without the seal the name stands there", async () => {
    const { raw } = await sealedDevice();
    await put(raw, ["a"], "Lakshmi Venkataraman");
    expect(await textAt(raw, ["a"])).toBe("Lakshmi Venkataraman");
  });

  it("opens with no other key", async () => {
    const { open } = await sealedDevice();
    await put(open(), ["a"], "secret");
    await expect(open(await newKey()).get(["a"])).rejects.toMatchObject({ code: "corrupt" });
  });
});

describe("[VA1] tampering", () => {
  it("any flipped byte, any cut: corrupt, never other bytes", async () => {
    const { open, raw } = await sealedDevice();
    const store = open();
    await put(store, ["a"], "0123456789");
    const whole = (await raw.get(["a"]))!;
    for (let at = 0; at < whole.length; at++) {
      const bent = whole.slice();
      bent[at]! ^= 1;
      await raw.transact([{ type: "put", key: ["a"], value: bent }], "relaxed");
      await expect(store.get(["a"]), `byte ${at}`).rejects.toMatchObject({ code: "corrupt" });
    }
    for (const length of [0, 1, 13, 28, whole.length - 1]) {
      await raw.transact([{ type: "put", key: ["a"], value: whole.subarray(0, length) }], "relaxed");
      await expect(store.get(["a"]), `${length} bytes`).rejects.toBeInstanceOf(StoreError);
    }
    await raw.transact([{ type: "put", key: ["a"], value: whole }], "relaxed");
    expect(await textAt(store, ["a"])).toBe("0123456789");
  });

  it("two values swapped between their keys do not open, however alike the keys are", async () => {
    const { open, raw } = await sealedDevice();
    const store = open();
    // As text both keys could read "a/b/c": the place is the path, element by element.
    const [one, other]: StoreKey[] = [
      ["a", "b/c"],
      ["a/b", "c"],
    ];
    await put(store, one!, "one");
    await put(store, other!, "other");
    const [first, second] = [(await raw.get(one!))!, (await raw.get(other!))!];
    await raw.transact(
      [
        { type: "put", key: one!, value: second },
        { type: "put", key: other!, value: first },
      ],
      "strict",
    );
    await expect(store.get(one!)).rejects.toMatchObject({ code: "corrupt" });
    await expect(store.get(other!)).rejects.toMatchObject({ code: "corrupt" });
  });

  it("one bad value is named and never hides its neighbours", async () => {
    const { open, raw, damaged } = await sealedDevice();
    const store = open();
    await Promise.all(["1", "2", "3"].map((n) => put(store, ["n", n], `value ${n}`)));
    await put(raw, ["n", "2"], "not sealed at all");
    const entries = await store.range(["n"]);
    expect(entries.map(({ key, damaged: bad }) => [key[1], bad ?? false])).toEqual([
      ["1", false],
      ["2", true],
      ["3", false],
    ]);
    expect(bytesToUtf8(entries[2]!.value)).toBe("value 3");
    expect(damaged).toEqual([["n", "2"]]);
  });
});

describe("[VA1] a replica with one bad value", () => {
  it("still knows its other documents and still has its other unsent records", async () => {
    const { open, raw } = await sealedDevice();
    const store = open();
    const ids = ["2hmuRt1QkHzUPBvsCcHmxZCh2pXA", "3MGv6Dj8UYsZunZ9N1CTorfiQAGZ"] as DocId[];
    const address = { kind: "patient", owner: "", period: "" } as const;
    for (const [n, id] of ids.entries()) {
      const entry = {
        docId: id,
        address,
        hash: new Uint8Array(32).fill(n),
        bytes: Uint8Array.of(n),
        savedAt: n,
        author: "asha",
        stage: "saved",
        manifest: { key: new Uint8Array(32), signedAt: n, signature: new Uint8Array(64) },
      };
      await store.transact(
        [
          { type: "put", key: keys.address(id), value: encodeCbor(address) },
          { type: "put", key: keys.outbox(`00000000000000${n}`), value: encodeCbor(entry) },
        ],
        "strict",
      );
    }
    await put(raw, keys.address(ids[0]!), "noise");
    await put(raw, keys.outbox("000000000000000"), "noise");
    expect([...(await Directory.load(store)).entries()].map(([id]) => id)).toEqual([ids[1]]);
    expect((await Outbox.load(store)).pending().map((e) => e.docId)).toEqual([ids[1]]);
  });
});
