import type { ReplicaStore } from "@arogyasync/shared/ports";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/**
 * What every ReplicaStore must do, whatever it stands on. `reopen` closes the store and opens the same data again,
 * for stores that outlive their process.
 */
export const replicaStoreSuite = (
  name: string,
  setup: () => Promise<{
    readonly store: ReplicaStore;
    readonly reopen?: () => Promise<ReplicaStore>;
    readonly teardown?: () => Promise<void>;
  }>,
): void => {
  describe(`ReplicaStore contract: ${name}`, () => {
    let store: ReplicaStore;
    let reopen: (() => Promise<ReplicaStore>) | undefined;
    let teardown: (() => Promise<void>) | undefined;
    beforeEach(async () => {
      ({ store, reopen, teardown } = await setup());
    });
    afterEach(async () => {
      await store.close().catch(() => undefined);
      await teardown?.();
    });

    it("gives undefined for a key that was never written", async () => {
      expect(await store.get(["a"])).toBeUndefined();
      expect(await store.range(["a"])).toEqual([]);
    });

    it.each(["strict", "relaxed"] as const)("reads back what a %s transaction wrote", async (durability) => {
      await store.transact(
        [
          { type: "put", key: ["doc", "incremental", "h1"], value: bytes(1, 0, 255) },
          { type: "put", key: ["~cursor", "clinic", "vitals"], value: bytes() },
        ],
        durability,
      );
      expect(await store.get(["doc", "incremental", "h1"])).toStrictEqual(bytes(1, 0, 255));
      expect(await store.get(["~cursor", "clinic", "vitals"])).toStrictEqual(bytes());
    });

    it("gives a range in key order, element by element, the exact key included", async () => {
      const names = [
        ["a", "b"],
        ["a"],
        ["a", "a", "z"],
        ["ab"],
        ["a", "a"],
        ["b"],
        ["a", "c d"],
        ["a", "ab"],
      ];
      await store.transact(
        names.map((key, i) => ({ type: "put", key, value: bytes(i) })),
        "strict",
      );
      expect((await store.range(["a"])).map((e) => e.key)).toEqual([
        ["a"],
        ["a", "a"],
        ["a", "a", "z"],
        ["a", "ab"],
        ["a", "b"],
        ["a", "c d"],
      ]);
      expect((await store.range([])).length).toBe(names.length);
    });

    it("keeps text keys of every script apart", async () => {
      const names = ["मरीज़", "மருத்துவர்", "a/b", "a\\b", "ü", "%", "_", "😀"];
      await store.transact(
        names.map((name, i) => ({ type: "put", key: ["n", name], value: bytes(i) })),
        "strict",
      );
      for (const [i, name] of names.entries()) expect(await store.get(["n", name])).toStrictEqual(bytes(i));
    });

    it("applies the writes of a transaction in order", async () => {
      await store.transact(
        [
          { type: "put", key: ["k", "1"], value: bytes(1) },
          { type: "put", key: ["k", "2"], value: bytes(2) },
          { type: "deleteRange", prefix: ["k"] },
          { type: "put", key: ["k", "2"], value: bytes(3) },
          { type: "put", key: ["k", "2"], value: bytes(4) },
          { type: "put", key: ["kk"], value: bytes(5) },
          { type: "delete", key: ["nothing"] },
        ],
        "strict",
      );
      expect(await store.range(["k"])).toEqual([{ key: ["k", "2"], value: bytes(4) }]);
      expect(await store.get(["kk"])).toStrictEqual(bytes(5));
    });

    it("deletes a range without touching neighbours", async () => {
      await store.transact(
        [["x"], ["x", "y"], ["x", "y", "z"], ["xy"], ["w"]].map((key) => ({
          type: "put",
          key,
          value: bytes(1),
        })),
        "strict",
      );
      await store.transact([{ type: "deleteRange", prefix: ["x", "y"] }], "relaxed");
      expect((await store.range([])).map((e) => e.key)).toEqual([["w"], ["x"], ["xy"]]);
    });

    it("is not changed by a caller that goes on writing into what it gave or got", async () => {
      const value = bytes(1, 2, 3);
      await store.transact([{ type: "put", key: ["v"], value }], "strict");
      value[0] = 9;
      const got = await store.get(["v"]);
      got![1] = 9;
      expect(await store.get(["v"])).toStrictEqual(bytes(1, 2, 3));
    });

    it("keeps a large value whole, and a view only as far as it goes", async () => {
      const large = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251);
      await store.transact(
        [
          { type: "put", key: ["large"], value: large },
          { type: "put", key: ["view"], value: large.subarray(10, 14) },
        ],
        "strict",
      );
      // Compared by hand: a matcher takes seconds over a million elements.
      const got = await store.get(["large"]);
      expect(got?.length === large.length && got.every((b, i) => b === large[i])).toBe(true);
      expect(await store.get(["view"])).toStrictEqual(bytes(10, 11, 12, 13));
    });

    it("keeps concurrent transactions apart and in the order they were asked for", async () => {
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.transact(
            [
              { type: "put", key: ["one"], value: bytes(i) },
              { type: "put", key: ["all", String(i).padStart(2, "0")], value: bytes(i) },
            ],
            i % 2 === 0 ? "strict" : "relaxed",
          ),
        ),
      );
      expect(await store.get(["one"])).toStrictEqual(bytes(19));
      expect((await store.range(["all"])).length).toBe(20);
    });

    it("writes nothing of a transaction that cannot be written whole", async () => {
      await expect(
        (async () =>
          store.transact(
            [
              { type: "put", key: ["half"], value: bytes(1) },
              { type: "put", key: ["half", {} as never], value: bytes(2) },
            ],
            "strict",
          ))(),
      ).rejects.toThrow();
      expect(await store.range(["half"])).toEqual([]);
    });

    it("refuses to work once closed, with its code", async () => {
      await store.close();
      await expect(store.get(["a"])).rejects.toMatchObject({ code: "closed" });
      await expect(
        store.transact([{ type: "put", key: ["a"], value: bytes(1) }], "strict"),
      ).rejects.toMatchObject({ code: "closed" });
    });

    it("finds everything again after it was closed and opened", async ({ skip }) => {
      if (!reopen) return skip("this store does not outlive its process");
      await store.transact([{ type: "put", key: ["kept", "1"], value: bytes(7) }], "strict");
      await store.transact([{ type: "put", key: ["kept", "2"], value: bytes(8) }], "relaxed");
      store = await reopen();
      expect(await store.range(["kept"])).toEqual([
        { key: ["kept", "1"], value: bytes(7) },
        { key: ["kept", "2"], value: bytes(8) },
      ]);
    });
  });
};
