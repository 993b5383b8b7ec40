import { createMemoryLogStore, createSqliteLogStore, openDatabase } from "@arogyasync/sync-server/testing";
import { logHistoriesSuite } from "./log-histories.suite.ts";
import { logReferencesSuite } from "./log-references.suite.ts";
import { logStoreSuite } from "./log-store.suite.ts";

const epoch = () => new Uint8Array(16).fill(1);
const stores = {
  SQLite: () => createSqliteLogStore(openDatabase({ file: ":memory:", synchronous: "FULL" }), epoch),
  "in memory": () => createMemoryLogStore(epoch()),
};

for (const [name, create] of Object.entries(stores)) {
  const open = async () => {
    const store = create();
    return { store, dispose: () => store.close() };
  };
  logStoreSuite(name, open);
  logReferencesSuite(name, open);
  logHistoriesSuite(name, open);
}
