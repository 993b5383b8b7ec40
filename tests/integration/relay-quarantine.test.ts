import * as A from "@automerge/automerge";
import { acceptQuarantine, handInToAdmin, myQuarantine, rejectQuarantine } from "@arogyasync/shared/api";
import { bytesToBase64Url, bytesToHex } from "@arogyasync/shared/bytes";
import { signManifest } from "@arogyasync/shared/changes";
import { addReading, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import { hashOf, openDatabase, post } from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { handInOf } from "../support/relay/hand-in.ts";
import { createQuarantineWorld, type QuarantineWorld } from "./quarantine-world.ts";
import { MEASURED_AT } from "./relay-world.ts";

let at: QuarantineWorld;
beforeEach(async () => {
  at = await createQuarantineWorld();
});
afterEach(() => at.world.close());

describe("the administrator's inbox", () => {
  test("[QR3] says what it is, whose, from which device, when it was signed and when that device was switched off", async () => {
    const { world, asha, patient, ask, inbox, handInFromLostPhone } = at;
    const reading = await asha.reading(patient.id, MEASURED_AT, 118);
    await handInFromLostPhone([reading]);
    const [item, ...more] = await inbox();
    expect(more).toEqual([]);
    expect(item).toMatchObject({
      state: "open",
      code: "device-revoked",
      kind: "vitals",
      isHandedIn: true,
      author: { id: "asha", name: "asha" },
      courier: "asha",
      device: { id: "device-lost", label: "test" },
      clinics: ["rampur"],
      patientId: patient.id,
      patientName: "Sita Devi",
      signedAtMs: 1_700_000_000_000,
      content: { isRegistration: false, fields: [], atMs: 1_700_000_000_000 },
    });
    expect(item?.revokedAtMs).toBeGreaterThan(item?.signedAtMs ?? 0);
    expect(JSON.parse(item?.content?.readings[0] ?? "")).toMatchObject({ heartRate: 118, author: "asha" });
    // Another clinic's administrator sees nothing of it, and can do nothing to it.
    const other = await world.addUser("other", "admin", ["sitapur"]);
    expect(await inbox("all", other)).toEqual([]);
    const request = { nos: [item?.no ?? 0], reason: "mine now" };
    await expect(ask(acceptQuarantine, request, other)).rejects.toThrow("404 not-found");
    await expect(ask(rejectQuarantine, request, other)).rejects.toThrow("404 not-found");
    await expect(ask(acceptQuarantine, request, asha)).rejects.toThrow(/403/);
  });

  test("[QR4] accepted, it enters the log as its author's, once, and the ward receives it", async () => {
    const { world, asha, patient, inbox, accept, handInFromLostPhone, wardReadings } = at;
    const readings = [
      await asha.reading(patient.id, MEASURED_AT, 101),
      await asha.reading(patient.id, MEASURED_AT + 1, 102),
    ];
    await handInFromLostPhone(readings);
    const items = await inbox();
    expect((await accept(items)).map((r) => r.outcome)).toEqual(["stored", "stored"]);
    expect((await accept(items)).map((r) => r.outcome)).toEqual(["duplicate", "duplicate"]);
    expect((await wardReadings()).sort((a, b) => Number(a.heartRate) - Number(b.heartRate))).toEqual([
      { heartRate: 101, author: "asha", logAuthor: "asha" },
      { heartRate: 102, author: "asha", logAuthor: "asha" },
    ]);
    expect(await inbox()).toEqual([]);
    const [decided] = await inbox("accepted");
    expect(decided?.decision).toMatchObject({
      verdict: "accepted",
      outcome: "stored",
      by: "boss",
      reason: "checked by phone",
    });
    expect((await world.relay().stats()).readings).toBe(2);
  });

  test("[QR4] causal order is kept: what it builds on comes with it, or is said to be missing", async () => {
    const { world, asha, patient, accept, itemOf, handInFromLostPhone } = at;
    const first = await asha.reading(patient.id, MEASURED_AT, 101);
    const second = await asha.reading(patient.id, MEASURED_AT + 1, 102);
    await handInFromLostPhone([first, second]);
    const chosen = [await itemOf(second)];
    const alone = await accept(chosen, { withDependencies: false, mayRecreate: false });
    expect(alone).toMatchObject([{ outcome: "missing", missing: [bytesToHex(hashOf(first))] }]);
    expect((await world.relay().stats()).readings).toBe(0);
    const together = await accept(chosen);
    expect(together.map((r) => [r.outcome, r.isDependency])).toEqual([
      ["stored", true],
      ["stored", false],
    ]);
  });

  test("[QR4] a registration comes with the first reading that is accepted of that patient", async () => {
    const { world, asha, inbox, accept, itemOf, handInFromLostPhone } = at;
    const unknown = await asha.patient("rampur", "Gita");
    const reading = await asha.reading(unknown.id, MEASURED_AT, 88);
    await handInFromLostPhone([unknown, reading]);
    const items = await inbox();
    expect(items.map((i) => i.patientName)).toEqual(["Gita", "Gita"]);
    const results = await accept([await itemOf(reading, items)]);
    expect(results.map((r) => [r.outcome, r.isDependency])).toEqual([
      ["stored", true],
      ["stored", false],
    ]);
    expect((await world.relay().stats()).patients).toBe(2);
  });

  test("[QR6] what builds on a rejected change is made again by the relay: the same reading, its author's, once", async () => {
    const { asha, patient, ask, inbox, accept, itemOf, handInFromLostPhone, wardReadings } = at;
    const first = await asha.reading(patient.id, MEASURED_AT, 250);
    const second = await asha.reading(patient.id, MEASURED_AT + 1, 84);
    await handInFromLostPhone([first, second]);
    const reject = { nos: [(await itemOf(first)).no], reason: "typed for the wrong patient" };
    expect(await ask(rejectQuarantine, reject)).toEqual({ rejected: 1 });
    const item = await itemOf(second);
    expect((await accept([item])).map((r) => r.outcome)).toEqual(["recreated"]);
    expect((await accept([item])).map((r) => r.outcome)).toEqual(["duplicate"]);
    expect(await wardReadings()).toEqual([{ heartRate: 84, author: "asha", logAuthor: "asha" }]);
    expect((await itemOf(second)).decision).toMatchObject({ outcome: "recreated", by: "boss" });
    // Never lost: the rejected one is still there, and can still be accepted.
    expect(await inbox("rejected")).toMatchObject([{ decision: { reason: "typed for the wrong patient" } }]);
    expect((await accept([await itemOf(first)])).map((r) => r.outcome)).toEqual(["stored"]);
    await expect(ask(rejectQuarantine, reject)).rejects.toThrow("409 already-accepted");
  });

  test("[QR6] a device that was rolled back and used its numbers twice loses no reading", async () => {
    const { asha, phone, patient, inbox, accept, wardReadings } = at;
    const vitals = await asha.reading(patient.id, MEASURED_AT, 70);
    await phone.push(await asha.push([vitals]));
    const before = asha.docs.get(vitals.id) as A.Doc<VitalsDoc>;
    const rolledBack = A.clone(before, { actor: A.getActorId(before) });
    await phone.push(await asha.push([await asha.reading(patient.id, MEASURED_AT + 1, 71)]));
    asha.docs.set(vitals.id, rolledBack);
    const twice = await asha.reading(patient.id, MEASURED_AT + 2, 72);
    const { refused } = await phone.push(await asha.push([twice]));
    expect(refused.map((r) => r.code)).toEqual(["actor-seq"]);
    expect((await accept(await inbox())).map((r) => r.outcome)).toEqual(["recreated"]);
    expect((await wardReadings()).map((r) => [r.heartRate, r.logAuthor])).toEqual([
      [70, "asha"],
      [71, "asha"],
      [72, "asha"],
    ]);
  });

  test("[QR6] a reading that names somebody else is the signer's, and says whom it named", async () => {
    const { asha, phone, patient, accept, itemOf, wardReadings } = at;
    const wrong = await asha.edit<VitalsDoc>(
      { kind: "vitals", owner: patient.id, period: "2026" },
      vitalsDocId(patient.id, "2026"),
      (draft) =>
        void addReading(draft, {
          v: 1,
          nonce: "AAAAAAAAAAAAAAAAAAAAAA",
          measuredAt: MEASURED_AT,
          author: "ravi",
          source: "keypad",
          heartRate: 99,
        }),
    );
    const { refused } = await phone.push(await asha.push([wrong]));
    expect(refused.map((r) => r.code)).toEqual(["reading-author"]);
    expect((await accept([await itemOf(wrong)])).map((r) => r.outcome)).toEqual(["recreated"]);
    const [made] = await wardReadings();
    expect(made).toEqual({
      heartRate: 99,
      author: "asha",
      logAuthor: "asha",
      statedAuthor: "ravi",
      reauthoredFrom: Object.keys((asha.docs.get(wrong.id) as A.Doc<VitalsDoc>).readings)[0],
    });
  });

  test("[QR4] standing is vouched for, content is not: a demoted author's reading enters, a broken one never", async () => {
    const { world, asha, phone, patient, inbox, accept, itemOf } = at;
    await world.addUser("asha", "auditor");
    await phone.whenClosed();
    const again = await world.connect(asha, "device-lost");
    const good = await asha.reading(patient.id, MEASURED_AT, 77);
    const bent = await asha.edit<VitalsDoc>(
      { kind: "vitals", owner: patient.id, period: "2026" },
      good.id,
      (draft) => {
        addReading(draft, {
          v: 1,
          nonce: "BBBBBBBBBBBBBBBBBBBBBB",
          measuredAt: MEASURED_AT,
          author: "asha",
          source: "keypad",
          heartRate: 61,
        });
        (draft.readings as Record<string, unknown>)["no-hash"] = new A.ImmutableString("{}");
      },
    );
    const { refused } = await again.client.push(await asha.push([good, bent]));
    expect(refused.map((r) => r.code)).toEqual(["role-may-not-write", "role-may-not-write"]);
    const results = await accept(await inbox());
    const outcomes = new Map(results.map((r) => [r.no, r]));
    expect(outcomes.get((await itemOf(good)).no)).toMatchObject({ outcome: "stored" });
    expect(outcomes.get((await itemOf(bent)).no)).toMatchObject({
      outcome: "refused",
      code: "reading-id-mismatch",
    });
    // Offered again, the accepted one is acknowledged like any that is there: the phone sees it as received.
    const retry = await again.client.push(await asha.push([good]));
    expect(retry.refused).toEqual([]);
    expect(retry.ack.seq).toBeGreaterThan(0);
    await again.client.close();
  });

  test("[QR2] somebody else's offer without the author's signature does not keep the author's own out", async () => {
    const { world, asha, patient, inbox, accept, handInFromLostPhone } = at;
    const reading = await asha.reading(patient.id, MEASURED_AT, 93);
    const thief = await world.addUser("thief", "field");
    const stolen = await thief.push([reading]);
    const { client } = await world.connect(thief, "device-0666");
    expect((await client.push(stolen)).refused.map((r) => r.code)).toEqual(["actor-not-author"]);
    const [before] = await inbox();
    expect(before?.author).toBeUndefined();
    expect((await accept([before!]))[0]).toMatchObject({ outcome: "refused", code: "actor-not-author" });
    await handInFromLostPhone([reading]);
    const [after] = await inbox();
    expect(after).toMatchObject({ author: { id: "asha" }, code: "device-revoked", isHandedIn: true });
    expect((await accept([after!])).map((r) => r.outcome)).toEqual(["stored"]);
    await client.close();
  });

  test("[QR4] a signature over other changes answers for nothing", async () => {
    const { world, asha, phone, patient, inbox, accept } = at;
    const reading = await asha.reading(patient.id, MEASURED_AT, 93);
    const forged = await asha.push([reading]);
    const other = await signManifest(asha.keys, 1, [{ doc: new Uint8Array(16), hash: new Uint8Array(32) }]);
    const { refused } = await phone.push({ ...forged, manifests: [other] });
    expect(refused.map((r) => r.code)).toEqual(["manifest-invalid"]);
    const [item] = await inbox();
    expect(item?.author).toBeUndefined();
    expect((await accept([item!]))[0]).toMatchObject({ outcome: "refused", code: "manifest-invalid" });
    expect((await world.relay().stats()).readings).toBe(0);
  });

  test("[QR5] decisions need a reason, and nobody rewrites the book", async () => {
    const { world, asha, patient, ask, inbox, handInFromLostPhone } = at;
    await handInFromLostPhone([await asha.reading(patient.id, MEASURED_AT)]);
    const nos = (await inbox()).map((i) => i.no);
    await expect(ask(acceptQuarantine, { nos, reason: " " })).rejects.toThrow("422 reason-needed");
    await expect(ask(rejectQuarantine, { nos, reason: "" })).rejects.toThrow("422 reason-needed");
    await ask(rejectQuarantine, { nos, reason: "a test entry" });
    await ask(acceptQuarantine, { nos, reason: "it was none" });
    const db = openDatabase({ file: `${world.dir}/relay.sqlite`, synchronous: "FULL" });
    expect(db.prepare("SELECT verdict, by, reason FROM quarantine_decisions ORDER BY no").all()).toEqual([
      { verdict: "rejected", by: "boss", reason: "a test entry" },
      { verdict: "accepted", by: "boss", reason: "it was none" },
    ]);
    for (const sql of ["UPDATE quarantine_decisions SET by = 'asha'", "DELETE FROM quarantine_decisions"])
      expect(() => db.exec(sql)).toThrow("append-only");
    db.close();
  });

  test("[QR7] a person hands in what was refused, with a word, and learns what became of it", async () => {
    const { world, boss, asha, phone, patient, ask, inbox } = at;
    await world.addUser("asha", "auditor");
    await phone.whenClosed();
    const reading = await asha.reading(patient.id, MEASURED_AT, 77);
    const body = bytesToBase64Url(handInOf([await asha.push([reading])], "measured before I changed posts"));
    const receipt = await ask(handInToAdmin, { body }, asha);
    expect(receipt.fates).toBe("q");
    await expect(ask(handInToAdmin, { body: "?" }, asha)).rejects.toThrow("400 malformed");
    const [item] = await inbox();
    expect(item).toMatchObject({
      code: "role-may-not-write",
      isHandedIn: true,
      note: "measured before I changed posts",
    });
    const mine = async () => (await ask(myQuarantine, {}, asha)).changes;
    expect(await mine()).toEqual([{ hash: bytesToHex(hashOf(reading)), state: "open", isHandedIn: true }]);
    await ask(rejectQuarantine, { nos: [item!.no], reason: "ask the nurse to enter it" });
    expect(await mine()).toMatchObject([
      { state: "rejected", decision: { by: "boss", reason: "ask the nurse to enter it" } },
    ]);
    expect((await ask(myQuarantine, {}, boss)).changes).toEqual([]);
    expect((await post(`${world.relay().url}${myQuarantine.path}`, {})).status).toBe(401);
  });
});
