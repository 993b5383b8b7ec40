import type { ChainHead, NewAccessEntry } from "@arogyasync/shared/access";
import { silentLog } from "@arogyasync/shared/ports";
import { SeededRandom, TestClock } from "@arogyasync/shared/testing";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../adapters/sqlite/open.ts";
import { createSqliteAccessStore } from "../adapters/sqlite/access-store.ts";
import { createAccessLog, type NewRead } from "./access-log.ts";
import type { AccessStore } from "./access-store.ts";
import { Deliveries, isLogged } from "./deliveries.ts";
import { StoreFailure } from "./log-store.ts";

const read = (change: Partial<NewRead> = {}): NewRead => ({
  person: "asha",
  roles: ["field"],
  patients: ["p1"],
  what: "screen",
  purpose: "CAREMGT",
  device: "device-1",
  reason: "",
  ...change,
});

const setup = (wrap: (store: AccessStore) => AccessStore = (store) => store) => {
  const clock = new TestClock(1_764_000_000_000);
  const db = openDatabase({ file: ":memory:", synchronous: "FULL" });
  const store = wrap(createSqliteAccessStore(db));
  let kept: ChainHead | undefined;
  const heads = {
    read: () => kept,
    write: (head: ChainHead) => {
      kept = head;
    },
  };
  let opened = 0;
  const open = () =>
    createAccessLog({ store, heads, clock, random: new SeededRandom(++opened), log: silentLog });
  /** Runs work that waits for the log's timers. */
  const soon = async <T>(work: Promise<T>): Promise<T> => {
    const caught = work.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await clock.advance(5_000);
    const result = await caught;
    if ("error" in result) throw result.error;
    return result.value;
  };
  return { clock, db, store, heads, open, soon };
};
/** What somebody with the database file at hand may do: the triggers are no obstacle to them. */
const tamper = (db: ReturnType<typeof setup>["db"], sql: string): void => {
  db.pragma("foreign_keys = OFF");
  db.exec("DROP TRIGGER IF EXISTS access_log_final; DROP TRIGGER IF EXISTS access_log_kept");
  db.exec(sql);
};

describe("the access log", () => {
  it("[TR1] an entry is durable when `record` resolves; a failing disk is told, not swallowed", async () => {
    let isFull = false;
    const { open, store, soon } = setup((inner) => ({
      ...inner,
      append: (entries: readonly NewAccessEntry[], at) =>
        isFull ? Promise.reject(new StoreFailure("storage-full")) : inner.append(entries, at),
    }));
    const log = open();
    await soon(log.open());
    await soon(Promise.all([log.record([read()]), log.record([read(), read()])]));
    expect((await store.head()).no).toBe(3);
    isFull = true;
    await expect(soon(log.record([read()]))).rejects.toThrow("storage-full");
    isFull = false;
    await soon(log.record([read()]));
    expect((await store.head()).no).toBe(4);
  });

  it("[TR3] verification passes over an untouched log and finds tampering with any row", async () => {
    const statements: readonly (readonly [string, string])[] = [
      ["UPDATE access_log SET person = 'ravi' WHERE no = 2", "index"],
      ["UPDATE access_log SET at = at + 1 WHERE no = 2", "index"],
      ["UPDATE access_log SET id = 'AAAAAAAAAAAAAAAAAAAAAA' WHERE no = 2", "index"],
      ["UPDATE access_log SET what = 'api' WHERE no = 2", "index"],
      ["UPDATE access_log SET body = replace(body, 'asha', 'ravi') WHERE no = 2", "changed"],
      ["UPDATE access_log SET hash = zeroblob(32) WHERE no = 2", "changed"],
      ["DELETE FROM access_log WHERE no = 2", "missing"],
      ["DELETE FROM access_log_patients WHERE no = 2", "index"],
      ["UPDATE access_log_patients SET patient = 'p9' WHERE no = 2", "index"],
      ["INSERT INTO access_log_patients (patient, no) VALUES ('p9', 2)", "index"],
    ];
    for (const [sql, fault] of statements) {
      const { open, db, soon } = setup();
      const log = open();
      await soon(log.open());
      for (let i = 0; i < 4; i++) await soon(log.record([read()]));
      expect(await soon(log.verify())).toMatchObject({ intact: true, entries: 4 });
      tamper(db, sql);
      expect(`${sql}: ${(await soon(log.verify())).fault?.fault}`).toBe(`${sql}: ${fault}`);
    }
  });

  it("[TR3] a log that lost its last entries is noticed by the head kept beside it, or by an auditor's own", async () => {
    const { open, db, heads, soon } = setup();
    const log = open();
    await soon(log.open());
    for (let i = 0; i < 3; i++) await soon(log.record([read()]));
    const { head } = await soon(log.verify());
    tamper(db, "DELETE FROM access_log WHERE no = 3; DELETE FROM access_log_patients WHERE no = 3");
    expect((await soon(log.verify())).fault).toEqual({ no: 3, fault: "shorter-than-known" });
    heads.write({ no: 0, hash: new Uint8Array(32) });
    expect((await soon(log.verify())).intact).toBe(true);
    expect((await soon(log.verify(head))).fault).toEqual({ no: 3, fault: "shorter-than-known" });
  });

  it("[TR3] after a restore from a backup the log says itself that entries are missing", async () => {
    const { open, db, store, soon } = setup();
    const log = open();
    await soon(log.open());
    for (let i = 0; i < 3; i++) await soon(log.record([read()]));
    await log.close();
    tamper(db, "DELETE FROM access_log WHERE no > 1; DELETE FROM access_log_patients WHERE no > 1");
    const again = open();
    await soon(again.open());
    const [entry] = await store.list({ limit: 1 });
    expect(entry).toMatchObject({ no: 2, what: "cut" });
    expect(entry?.reason).toMatch(/^entry 3 with hash [0-9a-f]{64}/);
    expect(await soon(again.verify())).toMatchObject({ intact: true, entries: 2 });
  });
});

describe("deliveries", () => {
  const asha = { person: "asha", roles: ["field"] as const, device: "d1" };
  const patient = (n: number) => ({ id: new Uint8Array(16).fill(n), kind: "patient" as const, owner: "" });

  it("[TR6] one entry a patient, person, device and UTC day; documents of nobody are none", async () => {
    const { open, store, clock, soon } = setup();
    const deliveries = new Deliveries(open(), clock);
    const note = async (who: typeof asha, docs: Parameters<Deliveries["note"]>[1]) => {
      const written = deliveries.note(who, docs);
      if (written) await soon(written);
      return (await store.head()).no;
    };
    const ward = { id: new Uint8Array(16).fill(99), kind: "ward" as const, owner: "phc-1" };
    expect(await note(asha, [ward])).toBe(0);
    expect(await note(asha, [patient(1), patient(2)])).toBe(1);
    const [entry] = await store.list({ limit: 1 });
    expect(entry).toMatchObject({ what: "delivery", purpose: "CAREMGT", person: "asha" });
    const vitals = {
      id: new Uint8Array(16).fill(50),
      kind: "vitals" as const,
      owner: entry?.patients[0] ?? "",
    };
    expect(await note(asha, [patient(1), vitals])).toBe(1);
    expect(await note({ ...asha, device: "d2" }, [patient(1)])).toBe(2);
    expect(await note({ ...asha, person: "ravi" }, [patient(1)])).toBe(3);
    await clock.advance(86_400_000);
    expect(await note(asha, [patient(1)])).toBe(4);
  });

  it("[TR6] a first sync of many patients is a few entries; what could not be written is tried again", async () => {
    let isFull = true;
    const { open, store, clock, soon } = setup((inner) => ({
      ...inner,
      append: (entries: readonly NewAccessEntry[], at) =>
        isFull ? Promise.reject(new StoreFailure("storage")) : inner.append(entries, at),
    }));
    const deliveries = new Deliveries(open(), clock);
    const docs = Array.from({ length: 150 }, (_, i) => ({
      id: Uint8Array.from({ length: 16 }, () => i),
      kind: "patient" as const,
      owner: "",
    }));
    await expect(soon(deliveries.note(asha, docs)!)).rejects.toThrow("storage");
    isFull = false;
    await soon(deliveries.note(asha, docs)!);
    expect((await store.list({ limit: 10 })).map((e) => e.patients.length)).toEqual([22, 64, 64]);
  });

  it("[TR6] programs that show data to nobody are not logged; insurers' are", () => {
    expect((["edge", "importer", "anchor"] as const).map((role) => isLogged([role]))).toEqual([
      false,
      false,
      false,
    ]);
    expect((["insurance", "field", "admin", "auditor"] as const).map((role) => isLogged([role]))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(isLogged(["importer", "hospital"])).toBe(true);
  });
});
