import { type ChainHead, chainStart, followChain, type NewAccessEntry } from "@arogyasync/shared/access";
import type { AccessStore } from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const NOW = Date.UTC(2026, 10, 20, 6);

/** What every store of the access log promises. */
export const accessStoreSuite = (
  name: string,
  open: () => Promise<{ store: AccessStore; dispose: () => Promise<void> }>,
) =>
  describe(`AccessStore: ${name}`, () => {
    let store: AccessStore;
    let dispose: () => Promise<void>;
    let made = 0;
    beforeEach(async () => {
      ({ store, dispose } = await open());
    });
    afterEach(() => dispose());

    const read = (change: Partial<NewAccessEntry> = {}): NewAccessEntry => ({
      id: String(++made).padStart(22, "A"),
      person: "asha",
      roles: ["field"],
      patients: ["p1"],
      what: "screen",
      purpose: "CAREMGT",
      device: "device-1",
      reason: "",
      ...change,
    });

    test("[TR2] appends in order, chained from the head", async () => {
      const heads: ChainHead[] = [await store.head()];
      heads.push(await store.append([read(), read()], NOW));
      heads.push(await store.append([read({ patients: ["p1", "p2"] })], NOW + 1));
      expect(heads.map((head) => head.no)).toEqual([0, 2, 3]);
      const rows = await store.readChain(0, 10);
      expect(followChain(chainStart, rows)).toEqual({ head: heads[2], fault: undefined });
      expect((await store.readChain(2, 10)).map((row) => row.no)).toEqual([3]);
      expect(await store.indexCount()).toBe(4);
      expect(await store.isIndexed("p2", 3)).toBe(true);
      expect(await store.isIndexed("p2", 1)).toBe(false);
    });

    test("[TR4] the same id again adds nothing, in one call or in two", async () => {
      const one = read();
      const head = await store.append([one, one], NOW);
      expect(head.no).toBe(1);
      expect(await store.append([one], NOW + 5)).toEqual(head);
    });

    test("[TR5] lists newest first, by patient, person, kind and time, page by page", async () => {
      await store.append([read({ patients: ["p1"] }), read({ patients: ["p2"], person: "ravi" })], NOW);
      await store.append([read({ patients: ["p1", "p2"], what: "delivery" })], NOW + 10);
      const numbers = async (query: Partial<Parameters<AccessStore["list"]>[0]>) =>
        (await store.list({ limit: 10, ...query })).map((e) => e.no);
      expect(await numbers({})).toEqual([3, 2, 1]);
      expect(await numbers({ patient: "p2" })).toEqual([3, 2]);
      expect(await numbers({ person: "ravi" })).toEqual([2]);
      expect(await numbers({ what: "delivery" })).toEqual([3]);
      expect(await numbers({ from: NOW + 1 })).toEqual([3]);
      expect(await numbers({ to: NOW + 1 })).toEqual([2, 1]);
      expect(await numbers({ limit: 2 })).toEqual([3, 2]);
      expect(await numbers({ before: 2 })).toEqual([1]);
      expect(await numbers({ patient: "p1", person: "asha", before: 3 })).toEqual([1]);
      expect((await store.list({ limit: 1 }))[0]).toMatchObject({
        no: 3,
        at: NOW + 10,
        patients: ["p1", "p2"],
      });
    });
  });
