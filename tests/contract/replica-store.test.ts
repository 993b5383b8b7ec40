import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryDisk } from "@arogyasync/shared/testing";
import { openSqliteReplicaStore } from "@arogyasync/cli/testing";
import { replicaStoreSuite } from "./replica-store.suite.ts";

replicaStoreSuite("memory", async () => {
  const disk = new MemoryDisk();
  let store = disk.open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = disk.open();
      return store;
    },
  };
});

replicaStoreSuite("SQLite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "arogya-store-"));
  const file = join(folder, "replica.db");
  let store = openSqliteReplicaStore(file);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openSqliteReplicaStore(file);
      return store;
    },
    teardown: () => rm(folder, { recursive: true }),
  };
});
