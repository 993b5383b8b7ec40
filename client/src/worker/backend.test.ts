import { describe, expect, it, vi } from "vitest";
import { noRights } from "../data/rights.ts";
import { Patients } from "./projection/patients.ts";
import { loadRows } from "./projection/row-store.ts";
import { detailOf, device, person, pulse, until } from "./testing/device.ts";

// Node has initialised Automerge already (tests/setup.ts); the browser's way needs a URL to fetch from.
vi.mock("./wasm.ts", () => ({ automergeReady: () => Promise.resolve() }));

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
