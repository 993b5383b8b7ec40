import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RepoStorage } from "@arogyasync/shared/replica";
import { createMemoryStore } from "@arogyasync/shared/testing";
import { runStorageAdapterTests } from "@automerge/automerge-repo/helpers/tests/storage-adapter-tests.js";
import { describe, expect, it } from "vitest";
import { openSqliteReplicaStore } from "@arogyasync/cli/testing";

describe("memory", () => {
  runStorageAdapterTests(async () => ({ adapter: new RepoStorage(createMemoryStore()) }), "memory");
});

describe("SQLite", () => {
  runStorageAdapterTests(async () => {
    const folder = await mkdtemp(join(tmpdir(), "arogya-repo-"));
    const store = openSqliteReplicaStore(join(folder, "replica.db"));
    return {
      adapter: new RepoStorage(store),
      teardown: () => void store.close().then(() => rm(folder, { recursive: true })),
    };
  }, "SQLite");
});

describe("a sealed adapter", () => {
  it("writes and removes nothing any more, and still reads", async () => {
    const store = createMemoryStore();
    const adapter = new RepoStorage(store);
    await adapter.save(["doc", "snapshot", "h"], Uint8Array.of(1));
    adapter.seal();
    await adapter.save(["doc", "snapshot", "h"], Uint8Array.of(2));
    await adapter.remove(["doc", "snapshot", "h"]);
    await adapter.removeRange(["doc"]);
    expect(await adapter.load(["doc", "snapshot", "h"])).toStrictEqual(Uint8Array.of(1));
  });
});
