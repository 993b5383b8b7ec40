import { ownReadBody } from "@arogyasync/shared/access";
import type { SignedRead } from "@arogyasync/shared/api";
import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import { silentLog } from "@arogyasync/shared/ports";
import { decodeCbor } from "@arogyasync/shared/protocol";
import { createTurns, type Exclusive } from "@arogyasync/shared/replica";
import {
  createTestSigner,
  MemoryDisk,
  plainCompression,
  SeededRandom,
  testVerifier,
} from "@arogyasync/shared/testing";
import { describe, expect, it, vi } from "vitest";
import type { PatientDetail } from "../data/app-data.ts";
import { noRights } from "../data/rights.ts";
import type { TabBus } from "../platform/tab-bus.ts";
import type { WorkerEvent } from "./api.ts";
import { createBackend } from "./backend.ts";
import { Patients } from "./projection/patients.ts";
import { loadRows } from "./projection/row-store.ts";
import { createSessionStore } from "./session/session-store.ts";
import type { TabMessage } from "./tab-messages.ts";
import { openWorkshop } from "./workshop.ts";

// Node has initialised Automerge already (tests/setup.ts); the browser's way needs a URL to fetch from.
vi.mock("./wasm.ts", () => ({ automergeReady: () => Promise.resolve() }));

const clock = {
  now: () => Date.now(),
  after: (delayMs: number, fn: () => void) => {
    const timer = setTimeout(fn, Math.min(delayMs, 5));
    return () => clearTimeout(timer);
  },
};

/** One device: a disk, a bus between its tabs, one lock for all of them. No relay answers. */
const device = () => {
  const disk = new MemoryDisk();
  const store = disk.open();
  const listeners: { tab: string; fn: (message: TabMessage) => void }[] = [];
  const exclusive: Exclusive = createTurns();
  let leader: string | undefined;
  const busOf = (tab: string): TabBus<TabMessage> => ({
    send: (message) => {
      for (const { tab: other, fn } of listeners)
        if (other !== tab) queueMicrotask(() => fn(structuredClone(message)));
    },
    onMessage: (fn) => void listeners.push({ tab, fn }),
  });
  const sessions = createSessionStore(store, new SeededRandom(1));
  const signIn = (authenticatedAtMs = Date.now()) =>
    sessions.save({
      userId: "sunita",
      userName: "Sunita D",
      roles: ["field"],
      clinics: [{ id: "wadgaon", name: "PHC Wadgaon", demo: false }],
      clinicId: "wadgaon",
      keyName: "user:sunita",
      refreshToken: "refresh-token-number-1",
      clockOffsetMs: 0,
      authenticatedAtMs,
      relayKey: bytesToBase64Url(new Uint8Array(32)),
    });
  const openTab = (tab: string) => {
    const events: WorkerEvent[] = [];
    const methods = createBackend({
      store,
      clock,
      random: new SeededRandom(tab.charCodeAt(0)),
      log: silentLog,
      compression: plainCompression,
      verifier: testVerifier,
      bus: busOf(tab),
      sessions,
      tab,
      account: () => Promise.reject(new Error("no relay in this test")),
      workshop: openWorkshop,
      relayApi: () => Promise.reject(new Error("no relay in this test")),
      openSigner: async (name) => createTestSigner(name),
      departure: () => Promise.reject(new Error("nobody leaves in this test")),
      link: (access) => ({
        dial: () => Promise.reject(new Error("no relay")),
        access,
        bootstrap: () => Promise.reject(new Error("no relay")),
      }),
      electLeader: (lead) => {
        leader ??= tab;
        if (leader === tab) lead(false);
      },
      exclusive,
      browserOnline: () => false,
      onBrowserOnline: () => undefined,
      onPending: () => undefined,
      notify: (event) => events.push(event),
    });
    const last = <T extends WorkerEvent["type"]>(type: T) =>
      events.findLast((event) => event.type === type) as Extract<WorkerEvent, { type: T }> | undefined;
    const start = () => methods.start({ appVersion: "test" });
    return { methods, events, last, start };
  };
  return { disk, signIn, openTab, sessions };
};

const person = { identity: { name: "Laxmi Patil", sex: "female", phone: "9876543210" }, identifiers: {} };
const pulse = (heartRate: number) => ({ values: { heartRate }, confirmed: [], notMeasured: {} });
const detailOf = (tab: ReturnType<ReturnType<typeof device>["openTab"]>): PatientDetail => {
  const value = tab.last("patient")?.value;
  if (!value || value === "missing") throw new Error("no patient was told of yet");
  return value;
};
const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 5000, interval: 10 });

describe("one tab", () => {
  it("[CL1][CL3] saves with no network: on the disk when it says so, counted as not sent", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    await tab.methods.watch("recent");
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    expect(at.disk.durable([patientId]).length).toBeGreaterThan(0);
    expect(await tab.methods.saveReading({ patientId, reading: pulse(82) })).toMatchObject({ ok: true });
    expect(at.disk.durable(["~outbox"])).toHaveLength(2);
    await until(() => {
      expect(tab.last("patients")?.ids).toEqual([patientId]);
      expect(tab.last("status")?.value.pendingCount).toBe(2);
    });
    await until(async () => {
      expect(await tab.methods.search({ query: "lakshmi", limit: 5 })).toMatchObject({
        rows: [{ id: patientId, readingCount: 1, pendingCount: 2 }],
        total: 1,
      });
    });
  });

  it("[TR4] a record that is opened without a network is written down, signed by its reader, once", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    expect(at.disk.durable(["~read"])).toHaveLength(0);
    for (let i = 0; i < 3; i++) {
      await tab.methods.watchPatient(patientId);
      await until(() => expect(detailOf(tab).row.id).toBe(patientId));
      await tab.methods.unwatchPatient(patientId);
    }
    await until(() => expect(at.disk.durable(["~read"])).toHaveLength(1));
    const [kept] = at.disk.durable(["~read"]);
    const { read, key, signature } = decodeCbor(kept?.value ?? new Uint8Array()) as SignedRead;
    expect(read).toMatchObject({ person: "sunita", patient: patientId, what: "screen", purpose: "CAREMGT" });
    const isSigned = testVerifier.verify(
      base64UrlToBytes(key),
      ownReadBody(read),
      base64UrlToBytes(signature),
    );
    expect(await isSigned).toBe(true);
    await tab.methods.watchPatient("nobody");
    await until(() => expect(tab.last("patient")?.value).toBe("missing"));
    expect(at.disk.durable(["~read"])).toHaveLength(1);
  });

  it("[TR20] a consent is saved in the person's name, shown at once, and the newest decision counts", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    await tab.methods.watchPatient(patientId);
    await until(() => expect(detailOf(tab).consents.insurance.status).toBe("none"));
    const entry = { purpose: "insurance", method: "paper", untilMs: Date.now() + 1e9 } as const;
    await tab.methods.recordConsent({ patientId, entry: { ...entry, state: "given" } });
    await until(() =>
      expect(detailOf(tab).consents.insurance).toMatchObject({
        status: "given",
        method: ["paper"],
        by: ["sunita"],
        untilMs: entry.untilMs,
      }),
    );
    await tab.methods.recordConsent({
      patientId,
      entry: { ...entry, state: "withdrawn", untilMs: undefined },
    });
    await until(() => expect(detailOf(tab).consents.insurance.status).toBe("withdrawn"));
    expect(detailOf(tab).consents.care.status).toBe("none");
  });

  it("[RC6] two corrections of one reading are both shown, and a correction of one takes the place of both", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    const first = await tab.methods.saveReading({ patientId, reading: pulse(180) });
    if (!first.ok) throw new Error(first.code);
    const correct = async (readingId: string, heartRate: number): Promise<string> => {
      const reading = pulse(heartRate);
      const saved = await tab.methods.correctReading({ patientId, readingId, reading, reason: "typing" });
      if (!saved.ok) throw new Error(saved.code);
      return saved.value.readingId;
    };
    const shown = () => detailOf(tab).readings.map((r) => [r.values["heartRate"], r.state]);
    const one = await correct(first.value.readingId, 80);
    const other = await correct(first.value.readingId, 85);
    await tab.methods.watchPatient(patientId);
    await until(() => {
      expect(Object.fromEntries(shown())).toEqual({ 180: "superseded", 80: "rival", 85: "rival" });
      expect(detailOf(tab).readings.find((r) => r.id === one)?.rivals).toEqual([other]);
    });
    await correct(one, 82);
    await until(() =>
      expect(Object.fromEntries(shown())).toEqual({
        180: "superseded",
        80: "superseded",
        85: "superseded",
        82: "current",
      }),
    );
  });

  it("[CL2] shows a patient with readings and where each of them is", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    const first = await tab.methods.saveReading({ patientId, reading: pulse(180) });
    if (!first.ok) throw new Error(first.code);
    const { readingId } = first.value;
    await tab.methods.correctReading({ patientId, readingId, reading: pulse(80), reason: "typing" });
    await tab.methods.watchPatient(patientId);
    await until(() => {
      const detail = detailOf(tab);
      expect(detail.readings.map((r) => [r.values["heartRate"], r.state, r.stage])).toEqual(
        expect.arrayContaining([
          [180, "superseded", "saved"],
          [80, "current", "saved"],
        ]),
      );
      expect(detail.row.latest?.values).toEqual({ heartRate: 80 });
      expect(detail.rights).toEqual({
        editIdentity: true,
        editIdentifiers: true,
        recordConsent: true,
        addCareSite: true,
        record: true,
      });
    });
    const corrected = detailOf(tab).readings.find((r) => r.state === "current")!;
    await tab.methods.retractReading({ patientId, readingId: corrected.id, reason: "wrong patient" });
    await until(() => {
      const detail = detailOf(tab);
      expect(detail.readings.find((r) => r.id === corrected.id)).toMatchObject({
        state: "retracted",
        reason: "wrong patient",
      });
    });
    await tab.methods.watch("records");
    await until(() =>
      expect(tab.last("records")?.rows.map((r) => [r.what, r.stage])).toEqual([
        ["correction", "saved"],
        ["correction", "saved"],
        ["reading", "saved"],
        ["patient", "saved"],
      ]),
    );
  });

  it("[CL1] a full disk: NOT SAVED with its code, the chip says so, and it is over when there is room", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    at.disk.faults.quotaBytes = 1;
    expect(await tab.methods.saveReading({ patientId, reading: pulse(82) })).toEqual({
      ok: false,
      code: "quota",
    });
    expect(tab.last("status")?.value.storageFailed).toBe(true);
    delete at.disk.faults.quotaBytes;
    expect(await tab.methods.saveReading({ patientId, reading: pulse(83) })).toMatchObject({ ok: true });
    expect(tab.last("status")?.value.storageFailed).toBe(false);
  });

  it("refuses what no screen should let through, and writes nothing", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    const save = (values: Record<string, number>) =>
      tab.methods.saveReading({ patientId, reading: { values, confirmed: [], notMeasured: {} } });
    expect(await save({ spo2: 190 })).toEqual({ ok: false, code: "reading-refused" });
    expect(await save({})).toEqual({ ok: false, code: "reading-empty" });
    expect(at.disk.durable(["~outbox"])).toHaveLength(1);
  });

  it("says who may not write: nobody signed in", async () => {
    const tab = device().openTab("a");
    await tab.start();
    expect(tab.last("session")?.value).toEqual({ state: "signed-out" });
    expect(await tab.methods.register(person)).toEqual({ ok: false, code: "not-signed-in" });
  });
});

describe("[VA11] more than a week without contact", () => {
  const DAY_MS = 86_400_000;

  it("nothing of a record reaches the page, and everything can be recorded; a contact opens all again", async () => {
    const at = device();
    await at.signIn();
    const before = at.openTab("a");
    await before.start();
    const registered = await before.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    await before.methods.saveReading({ patientId, reading: pulse(181) });
    await until(async () => {
      const rows = await loadRows(at.disk.open());
      expect(new Patients(rows).row(patientId)?.readingCount).toBe(1);
    });

    await at.signIn(Date.now() - 8 * DAY_MS);
    const tab = at.openTab("b");
    await tab.start();
    await tab.methods.watch("recent");
    await tab.methods.watchPatient(patientId);
    await until(() => expect(tab.last("patient")).toBeDefined());
    expect(tab.last("session")?.value).toMatchObject({ session: { isReadingClosed: true } });
    const found = await tab.methods.search({ query: "laxmi", limit: 5 });
    expect(found.rows).toMatchObject([{ name: "Laxmi Patil", readingCount: 0 }]);
    const hits = await tab.methods.duplicates(person);
    expect(hits).toHaveLength(1);
    expect(detailOf(tab).rights).toEqual({ ...noRights, record: true });
    const seen = JSON.stringify([tab.events, found, hits]);
    expect(seen).not.toMatch(/181|9876543210/);

    expect(await tab.methods.saveReading({ patientId, reading: pulse(82) })).toMatchObject({ ok: true });
    const other = { identity: { name: "Ravi Kale", sex: "male" }, identifiers: {} };
    expect(await tab.methods.register(other)).toMatchObject({ ok: true });

    await at.signIn();
    await tab.methods.sessionReplaced();
    await until(() => {
      expect(tab.last("session")?.value).toMatchObject({ session: { isReadingClosed: false } });
      expect(tab.last("patients")?.ids).toContain(patientId);
      expect(detailOf(tab).readings.map(({ values }) => values["heartRate"])).toEqual(
        expect.arrayContaining([181, 82]),
      );
    });
  });

  it("negative control: a day before the week is over everything is shown", async () => {
    const at = device();
    await at.signIn(Date.now() - 6 * DAY_MS);
    const tab = at.openTab("a");
    await tab.start();
    await tab.methods.watch("recent");
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    await until(() => expect(tab.last("patients")?.ids).toEqual([registered.value.patientId]));
    expect((await tab.methods.search({ query: "laxmi", limit: 5 })).rows[0]?.phone).toBe("9876543210");
  });

  it("a clock that stands before the last contact opens nothing", async () => {
    const at = device();
    await at.signIn(Date.now() + 400 * DAY_MS);
    const tab = at.openTab("a");
    await tab.start();
    expect(tab.last("session")?.value).toMatchObject({ session: { isReadingClosed: true } });
  });
});

describe("several tabs", () => {
  it("a patient saved in one is in the other's list, search and open screen; the leader stores the row", async () => {
    const at = device();
    await at.signIn();
    const [first, second] = [at.openTab("a"), at.openTab("b")];
    await first.start();
    await second.start();
    await first.methods.watch("recent");
    await first.methods.diagnostics(null);
    const registered = await second.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    await until(async () => {
      expect(first.last("patients")?.ids).toEqual([patientId]);
      expect((await first.methods.search({ query: "laxmi", limit: 5 })).total).toBe(1);
      expect(first.last("status")?.value.pendingCount).toBe(1);
    });
    // Stored, as a row of its own or in the pack: a tab that opens later finds it without reading a document.
    await until(async () => {
      const rows = await loadRows(at.disk.open());
      expect(new Patients(rows).row(patientId)).toMatchObject({ name: "Laxmi Patil" });
    });
    await first.methods.watchPatient(patientId);
    await second.methods.saveReading({ patientId, reading: pulse(77) });
    await until(() => expect(detailOf(first).readings).toHaveLength(1));
  });
});
