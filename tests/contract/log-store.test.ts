import { createMemoryLogStore, createSqliteLogStore, openDatabase } from "@arogyasync/sync-server/testing";
import { logStoreSuite } from "./log-store.suite.ts";

const epoch = () => new Uint8Array(16).fill(1);

logStoreSuite("SQLite", async () => {
  const store = createSqliteLogStore(openDatabase({ file: ":memory:", synchronous: "FULL" }), epoch);
  return { store, dispose: () => store.close() };
});

logStoreSuite("in memory", async () => {
  const store = createMemoryLogStore(epoch());
  return { store, dispose: () => store.close() };
});
