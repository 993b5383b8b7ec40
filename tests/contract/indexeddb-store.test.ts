import "fake-indexeddb/auto";
import { type ReplicaStore, type Seal, StoreError } from "@arogyasync/shared/ports";
import { RepoStorage } from "@arogyasync/shared/replica";
import { IndexedDBStorageAdapter } from "@automerge/automerge-repo-storage-indexeddb";
import { runStorageAdapterTests } from "@automerge/automerge-repo/helpers/tests/storage-adapter-tests.js";
import { forceCloseDatabase } from "fake-indexeddb";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createIndexedDbStore } from "../../client/src/platform/indexeddb-store.ts";
import { replicaStoreSuite } from "./replica-store.suite.ts";

let databases = 0;
const freshName = (): string => `arogya-test-${++databases}`;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

replicaStoreSuite("IndexedDB", async () => {
  const database = freshName();
  let store = createIndexedDbStore({ database });
  return {
    store,
    async reopen() {
      await store.close();
      store = createIndexedDbStore({ database });
      return store;
    },
  };
});

describe("automerge-repo's acceptance suite over IndexedDB", () => {
  runStorageAdapterTests(async () => {
    const store = createIndexedDbStore({ database: freshName() });
    return { adapter: new RepoStorage(store), teardown: () => void store.close() };
  }, "IndexedDB");
});

/** The platform's parts that tests bend: real ones in a browser, fake-indexeddb's here. */
interface BendableTransaction extends IDBTransaction {
  _abort(errorName: string): void;
}

/** As Chromium does when the disk is full: every request succeeds, then the transaction aborts without any `error`. */
const fillDisk = () => {
  // oxlint-disable-next-line typescript/unbound-method -- called below with its own `this`
  const put = IDBObjectStore.prototype.put;
  return vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
    this: IDBObjectStore,
    ...args
  ) {
    const request = put.apply(this, args);
    request.addEventListener("success", () =>
      (this.transaction as BendableTransaction)._abort("QuotaExceededError"),
    );
    return request;
  });
};

const put = (store: ReplicaStore, key: string, value = bytes(1)) =>
  store.transact([{ type: "put", key: [key], value }], "strict");

const settled = async (work: Promise<unknown>): Promise<"settled" | "hangs"> =>
  Promise.race([
    work.then(
      () => "settled" as const,
      () => "settled" as const,
    ),
    new Promise<"hangs">((resolve) => setTimeout(() => resolve("hangs"), 300)),
  ]);

describe("a full disk", () => {
  afterEach(() => vi.restoreAllMocks());

  it("[CL1] refuses the save with its code, keeps nothing of it, and works again when there is room", async () => {
    const store = createIndexedDbStore({ database: freshName() });
    await put(store, "before");
    const full = fillDisk();
    await expect(put(store, "lost")).rejects.toMatchObject({ name: "StoreError", code: "quota" });
    await expect(put(store, "lost-too")).rejects.toMatchObject({ code: "quota" });
    full.mockRestore();
    expect(await store.get(["lost"])).toBeUndefined();
    await put(store, "after");
    expect((await store.range([])).map(({ key }) => key[0])).toEqual(["after", "before"]);
    await store.close();
  });

  it("negative control: the stock adapter never answers, so nobody would be told", async () => {
    const stock = new IndexedDBStorageAdapter(freshName());
    await stock.save(["before"], bytes(1));
    fillDisk();
    expect(await settled(stock.save(["lost"], bytes(1)))).toBe("hangs");
  });
});

describe("durability", () => {
  afterEach(() => vi.restoreAllMocks());

  it("[CL1] asks for strict commits where a person waits, relaxed ones for what can be fetched again", async () => {
    const store = createIndexedDbStore({ database: freshName() });
    await put(store, "opened");
    const open = vi.spyOn(IDBDatabase.prototype, "transaction");
    await put(store, "typed");
    await store.transact([{ type: "put", key: ["fetched"], value: bytes(1) }], "relaxed");
    expect(open.mock.calls.map(([, mode, options]) => [mode, options?.durability])).toEqual([
      ["readwrite", "strict"],
      ["readwrite", "relaxed"],
    ]);
    await store.close();
  });

  it("negative control: the stock adapter asks for nothing", async () => {
    const stock = new IndexedDBStorageAdapter(freshName());
    await stock.save(["opened"], bytes(1));
    const open = vi.spyOn(IDBDatabase.prototype, "transaction");
    await stock.save(["typed"], bytes(1));
    expect(open.mock.calls.map(([, , options]) => options?.durability)).toEqual([undefined]);
  });
});

describe("a connection that the browser takes away", () => {
  afterEach(() => vi.restoreAllMocks());

  it("opens again after an unexpected close", async () => {
    const connections: IDBDatabase[] = [];
    // oxlint-disable-next-line typescript/unbound-method -- called below with its own `this`
    const open = IDBFactory.prototype.open;
    vi.spyOn(IDBFactory.prototype, "open").mockImplementation(function (this: IDBFactory, ...args) {
      const request = open.apply(this, args);
      request.addEventListener("success", () => connections.push(request.result));
      return request;
    });
    const store = createIndexedDbStore({ database: freshName() });
    await put(store, "before");
    forceCloseDatabase(connections[0] as never);
    expect(await store.get(["before"])).toEqual(bytes(1));
    await put(store, "after");
    expect(connections).toHaveLength(2);
    await store.close();
  });

  it("gives way to a newer version of the app (versionchange) instead of blocking it", async () => {
    const database = freshName();
    const store = createIndexedDbStore({ database });
    await put(store, "before");
    const deleted = new Promise<string>((resolve) => {
      const request = indexedDB.deleteDatabase(database);
      request.onsuccess = () => resolve("deleted");
      request.onblocked = () => resolve("blocked");
    });
    expect(await deleted).toBe("deleted");
    await put(store, "after");
    expect((await store.range([])).map(({ key }) => key[0])).toEqual(["after"]);
    await store.close();
  });
});

/** A toy seal: XOR with a mark bound to the key's first element. Another key's bytes do not open. */
const toySeal: Seal = {
  seal: async (key, plain) => {
    // The first one takes longest: order must not depend on it.
    await new Promise((resolve) => setTimeout(resolve, key[0] === "slow" ? 30 : 0));
    return Uint8Array.from([key[0]!.charCodeAt(0), ...plain.map((b) => b ^ 0x5a)]);
  },
  open: async (key, sealed) => {
    if (sealed[0] !== key[0]!.charCodeAt(0)) throw new StoreError("corrupt", "not sealed for this key");
    return sealed.slice(1).map((b) => b ^ 0x5a);
  },
};

describe("the seal", () => {
  it("[CL11] every value passes through it on its way in and out, none rests in the clear", async () => {
    const database = freshName();
    const sealed = createIndexedDbStore({ database, seal: toySeal });
    await put(sealed, "secret", bytes(1, 2, 3));
    expect(await sealed.get(["secret"])).toEqual(bytes(1, 2, 3));
    expect((await sealed.range([]))[0]?.value).toEqual(bytes(1, 2, 3));
    await sealed.close();
    const plain = createIndexedDbStore({ database });
    expect(await plain.get(["secret"])).toEqual(bytes(115, 0x5b, 0x58, 0x59));
    await plain.close();
  });

  it("keeps transactions in the order they were asked for, however long sealing takes", async () => {
    const store = createIndexedDbStore({ database: freshName(), seal: toySeal });
    await Promise.all([
      store.transact(
        [
          { type: "put", key: ["slow"], value: bytes(1) },
          { type: "put", key: ["last"], value: bytes(1) },
        ],
        "strict",
      ),
      put(store, "last", bytes(2)),
    ]);
    expect(await store.get(["last"])).toEqual(bytes(2));
    await store.close();
  });

  it("names damaged bytes and goes on with the rest", async () => {
    const database = freshName();
    const plain = createIndexedDbStore({ database });
    await put(plain, "damaged", bytes(0, 1));
    await plain.close();
    const store = createIndexedDbStore({ database, seal: toySeal });
    await put(store, "whole", bytes(7));
    await expect(store.get(["damaged"])).rejects.toMatchObject({ code: "corrupt" });
    expect(await store.get(["whole"])).toEqual(bytes(7));
    await store.close();
  });
});

describe("what lies in the database", () => {
  it("is what automerge-repo's own adapter reads and writes", async () => {
    const database = freshName();
    const store = createIndexedDbStore({ database });
    await store.transact([{ type: "put", key: ["doc", "incremental", "h"], value: bytes(1, 2) }], "strict");
    const stock = new IndexedDBStorageAdapter(database, "documents");
    expect(await stock.load(["doc", "incremental", "h"])).toEqual(bytes(1, 2));
    await stock.save(["doc", "snapshot", "s"], bytes(3));
    expect(await store.get(["doc", "snapshot", "s"])).toEqual(bytes(3));
    await store.close();
  });
});
