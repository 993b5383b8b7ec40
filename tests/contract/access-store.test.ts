import {
  createMemoryAccessStore,
  createSqliteAccessStore,
  openDatabase,
} from "@arogyasync/sync-server/testing";
import { expect, test } from "vitest";
import { accessStoreSuite } from "./access-store.suite.ts";

accessStoreSuite("SQLite", async () => {
  const db = openDatabase({ file: ":memory:", synchronous: "FULL" });
  return { store: createSqliteAccessStore(db), dispose: async () => void db.close() };
});

accessStoreSuite("in memory", async () => ({
  store: createMemoryAccessStore(),
  dispose: async () => undefined,
}));

test("[TR1] SQLite itself refuses to change or remove an entry", async () => {
  const db = openDatabase({ file: ":memory:", synchronous: "FULL" });
  const store = createSqliteAccessStore(db);
  await store.append(
    [
      {
        id: "A".repeat(22),
        person: "asha",
        roles: [],
        patients: ["p1"],
        what: "screen",
        purpose: "CAREMGT",
        device: "d",
        reason: "",
      },
    ],
    1,
  );
  expect(() => db.exec("UPDATE access_log SET person = 'ravi'")).toThrow(/final/);
  expect(() => db.exec("DELETE FROM access_log")).toThrow(/kept/);
  db.close();
});
