import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as A from "@automerge/automerge";
import {
  acceptQuarantine,
  type Endpoint,
  erasePatient,
  listAccess,
  listErasures,
  listQuarantine,
  previewErasure,
} from "@arogyasync/shared/api";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { freshActor } from "@arogyasync/shared/changes";
import {
  docIdToBytes,
  editIdentifier,
  patientCode,
  type PatientDoc,
  vitalsDocId,
} from "@arogyasync/shared/records";
import {
  type ChangeMaker,
  login,
  type MadeChange,
  nodeRandom,
  openDatabase,
  type RawClient,
} from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { handInOf, receiptOf, sendHandIn, takeGrant } from "../support/relay/hand-in.ts";
import { createWorld, MEASURED_AT, PASSWORD, type World } from "./relay-world.ts";

const NAME = "Zarafshan Quillfeather";
const PHONE = "9812377001";
/** What of the patient must not be found in any file afterwards. */
const planted = [NAME, "Quillfeather-Renamed", PHONE, "handed-in-Quillfeather"] as const;
const YEAR_MS = 366 * 86_400_000;

let world: World;
let asha: ChangeMaker;
let boss: ChangeMaker;
let phone: RawClient;
let patient: MadeChange;
let epoch: Uint8Array;

beforeEach(async () => {
  world = await createWorld();
  asha = await world.addUser("asha", "field");
  boss = await world.addUser("boss", "admin");
  const connected = await world.connect(asha);
  phone = connected.client;
  epoch = connected.welcome.epoch;
  patient = await asha.patient("rampur", NAME);
  await phone.push(await asha.push([patient]));
  await phone.push(
    await asha.push([
      await asha.rename(patient.id, planted[1]),
      await asha.edit<PatientDoc>(patient.address, patient.id, (d) => editIdentifier(d, "phone", PHONE)),
      await asha.reading(patient.id, MEASURED_AT, 117),
      await asha.reading(patient.id, MEASURED_AT + 1, 118),
    ]),
  );
});
afterEach(() => world.close());

const ask = async <Q, A>(who: ChangeMaker, endpoint: Endpoint<Q, A>, request: Q) => {
  const { accessToken } = await login(world.relay().url, who.keys, who.user, PASSWORD, `desk-${who.user}`);
  const response = await fetch(`${world.relay().url}${endpoint.path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  const body = (await response.json()) as A & { code?: string };
  return { status: response.status, body };
};
const order = (id: string = patient.id, change: object = {}) => ({
  patient: id,
  reason: "asked for in writing",
  confirm: id,
  ...change,
});
const erase = async (id: string = patient.id) => {
  const { status, body } = await ask(boss, erasePatient, order(id));
  expect(status).toBe(200);
  return body.erasure;
};
/** Which planted texts lie in which file of the relay's data folder. */
const found = (texts: readonly string[] = planted): string[] =>
  readdirSync(world.dir).flatMap((file) => {
    const bytes = readFileSync(join(world.dir, file));
    return texts.filter((text) => bytes.includes(text)).map((text) => `${file}: ${text}`);
  });
const salvaged = (): number => {
  const db = openDatabase({ file: join(world.dir, "relay.sqlite"), synchronous: "FULL" });
  try {
    return (db.prepare("SELECT count(*) AS n FROM salvage").get() as { n: number }).n;
  } finally {
    db.close();
  }
};
const quarantineOne = async (): Promise<number> => {
  // A colleague from elsewhere writes in the record: refused, kept, and about this patient.
  const kavita = await world.addUser("kavita", "field", ["sitapur"]);
  const actor = freshActor(kavita.keys.publicKey, nodeRandom);
  kavita.docs.set(patient.id, A.clone(asha.docs.get(patient.id)!, { actor }));
  const { client } = await world.connect(kavita);
  const renamed = await kavita.rename(patient.id, planted[3]);
  const { refused } = await client.push(await kavita.push([renamed]));
  expect(refused.map((r) => r.code)).toEqual(["not-your-clinic"]);
  await client.close();
  const { body } = await ask(boss, listQuarantine, { state: "open" });
  return body.items[0]?.no ?? 0;
};

describe("erasing a patient on the relay", () => {
  test("[TR30] needs an administrator of one of their clinics, a reason and the id once more; looking first is logged", async () => {
    const other = await world.addUser("other", "admin", ["sitapur"]);
    const codeOf = async (who: ChangeMaker, request: ReturnType<typeof order>) => {
      const { status, body } = await ask(who, erasePatient, request);
      return `${status} ${body.code}`;
    };
    expect(await codeOf(asha, order())).toBe("403 role-refused");
    expect(await codeOf(other, order())).toBe("403 scope-refused");
    expect(await codeOf(boss, order(patient.id, { reason: " " }))).toBe("422 reason-needed");
    expect(await codeOf(boss, order(patient.id, { confirm: `${patient.id}x` }))).toBe(
      "422 confirmation-wrong",
    );
    expect(await codeOf(boss, order("nobody"))).toBe("404 unknown-patient");
    const { body: preview } = await ask(boss, previewErasure, { patient: patient.id });
    expect(preview).toMatchObject({ name: planted[1], clinics: ["rampur"], devices: 1 });
    expect(preview.gone).toMatchObject({ documents: 2, changes: 6, readings: 2, quarantined: 0 });
    // The short code that screens show is as good as the id.
    const typed = order(patient.id, { confirm: ` ${patientCode(patient.id).toLowerCase()} ` });
    const { erasure } = (await ask(boss, erasePatient, typed)).body;
    expect(erasure).toMatchObject({ by: "boss", reason: "asked for in writing", gone: preview.gone });
    expect(erasure.remains).toMatchObject({ documents: 2, changes: 6 });
    expect(await codeOf(boss, order())).toBe("409 already-erased");
    const { body: log } = await ask(boss, listAccess, { patient: patient.id, person: "boss" });
    expect(log.entries.map((e) => [e.what, e.purpose])).toEqual([
      ["erase", "HCOMPL"],
      ["api", "HCOMPL"],
    ]);
  });

  test("[TR31] no byte of it is in any of the relay's files afterwards; hashes and the reason are", async () => {
    await quarantineOne();
    // Many others around, so that its rows lie on pages that were split.
    for (let i = 0; i < 6; i++) {
      const made: MadeChange[] = [];
      for (let n = 0; n < 40; n++) made.push(await asha.patient("rampur", `Other ${i} ${n}`));
      await phone.push(await asha.push(made));
    }
    await world.relay().stats(); // projected
    await world.relay().compactNow();
    const before = found();
    for (const text of planted) expect(before.some((line) => line.endsWith(text))).toBe(true);
    const erasure = await erase();
    expect(found()).toEqual([]);
    expect(erasure.purgedAtMs).toBeGreaterThan(0);
    expect(erasure.gone.quarantined).toBe(1);
    await world.relay().rebuildProjections();
    expect(found()).toEqual([]);
    expect(found(["Other 3 7"]).length).toBeGreaterThan(0);
    expect(found(["asked for in writing"])).toContain("erasures.log: asked for in writing");
    await world.restart();
    expect(found()).toEqual([]);
  });

  test("[TR31] where only the rows are emptied, bytes stay in the files: the check would notice", async () => {
    await world.relay().stats();
    expect(found().length).toBeGreaterThan(0);
    const file = join(world.dir, "relay.sqlite");
    const db = openDatabase({ file, synchronous: "FULL" });
    db.pragma("secure_delete = OFF");
    db.exec("UPDATE log SET bytes = x''; DELETE FROM p_patients; DELETE FROM p_readings");
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
    expect(found().length).toBeGreaterThan(0);
  });

  test("[TR32] what comes later about it is refused on every lane, never kept and never acknowledged", async () => {
    const no = await quarantineOne();
    await erase();
    expect(salvaged()).toBe(0);
    const again = [
      patient,
      await asha.rename(patient.id, "Back Again"),
      await asha.reading(patient.id, MEASURED_AT + 2),
      await asha.reading(patient.id, MEASURED_AT + YEAR_MS),
    ];
    const pushed = await phone.push(await asha.push(again));
    expect(pushed.refused.map((r) => r.code)).toEqual(["erased", "erased", "erased", "erased"]);
    expect(pushed.retried).toEqual([]);
    // Its own clinic's other lanes: an accepted quarantine entry, and what a lost phone hands in.
    const accepted = await ask(boss, acceptQuarantine, { nos: [no], reason: "was right" });
    expect([accepted.status, accepted.body.code]).toEqual([404, "not-found"]);
    const lost = { target: "device", id: "device-asha", action: "revoke", reason: "lost" } as const;
    await world
      .relay()
      .revocations.apply(
        { ...lost, confirm: lost.id },
        { userId: "boss", roles: ["admin"], clinics: ["rampur"] },
      );
    const { url } = world.relay();
    const grant = await takeGrant(url, asha.keys);
    const sent = await sendHandIn(url, asha.keys, grant.nonce, handInOf([await asha.push(again)]));
    const relayKey = base64UrlToBytes((await login(url, boss.keys, "boss", PASSWORD, "desk-boss")).relayKey);
    expect((await receiptOf(sent, relayKey, again)).fates).toBe("eeee");
    expect(salvaged()).toBe(0);
    expect(found(["Back Again", NAME])).toEqual([]);
  });

  test("[TR34] the tombstones reach who follows, and who comes later with an old cursor", async () => {
    const nurse = await world.addUser("nurse", "hospital");
    const wants = (after: number) =>
      (["patient", "vitals"] as const).map((kind) => ({ scope: "rampur", kind, after }));
    const ward = await world.connect(nurse);
    ward.client.send({ t: "subscribe", epoch, wants: wants(ward.welcome.seq) });
    await ward.client.next("live");
    await erase();
    const told = await ward.client.until(
      () => (ward.client.all("tombstone").length === 2 ? ward.client.all("tombstone") : undefined),
      "tombstones",
    );
    const ids = [patient.id, vitalsDocId(patient.id, "2026")].map((id) => Buffer.from(docIdToBytes(id)));
    expect(told.map((t) => Buffer.from(t.id))).toEqual(ids);
    const late = await world.connect(nurse, "device-late");
    late.client.send({ t: "subscribe", epoch, wants: wants(ward.welcome.seq) });
    await late.client.next("live");
    expect(late.client.all("tombstone").map((t) => Buffer.from(t.id))).toEqual(ids);
    await late.client.close();
    await ward.client.close();
  });

  describe("[TR33] a database restored from a copy made before", () => {
    const file = () => join(world.dir, "relay.sqlite");
    const copy = () => `${file()}.backup`;
    /** Stops the relay, puts the copy in place, starts it again. */
    const restore = async (overrides?: Parameters<World["restart"]>[0]): Promise<void> => {
      await world.relay().close();
      for (const end of ["", "-wal", "-shm"]) rmSync(file() + end, { force: true });
      copyFileSync(copy(), file());
      await world.restart(overrides);
    };
    const backUp = async (): Promise<void> => {
      const db = openDatabase({ file: file(), synchronous: "FULL" });
      await db.backup(copy());
      db.close();
    };
    /** Patients that a device receives which comes with nothing, and the log's epoch. */
    const received = async () => {
      const { client, welcome } = await world.connect(asha, "device-new");
      client.send({ t: "subscribe", wants: [{ scope: "rampur", kind: "patient", after: 0 }] });
      await client.next("live");
      const changes = client.all("changes").flatMap((f) => f.rows).length;
      const tombstones = client.all("tombstone").length;
      await client.close();
      return { changes, tombstones, epoch: Buffer.from(welcome.epoch).toString("hex") };
    };

    test("erases again at its next start, under a new epoch; the old phone's offer is refused", async () => {
      await backUp();
      await erase();
      await restore();
      rmSync(copy());
      const after = await received();
      expect(after).toMatchObject({ changes: 0, tombstones: 1 });
      expect(after.epoch).not.toBe(Buffer.from(epoch).toString("hex"));
      expect(found()).toEqual([]);
      const back = await world.connect(asha);
      const { refused } = await back.client.push(
        await asha.push([patient, await asha.rename(patient.id, NAME)]),
      );
      expect(refused.map((r) => r.code)).toEqual(["erased", "erased"]);
      await back.client.close();
      const { body } = await ask(boss, listErasures, {});
      expect(body.erasures).toMatchObject([
        { patient: patient.id, by: "boss", reason: "asked for in writing" },
      ]);
    });

    test("also where the copy is older than the patient", async () => {
      const young = await asha.patient("rampur", "Young Quillfeather");
      await backUp();
      await phone.push(await asha.push([young]));
      await erase(young.id);
      await restore();
      const back = await world.connect(asha);
      const { refused } = await back.client.push(
        await asha.push([young, await asha.reading(young.id, MEASURED_AT)]),
      );
      expect(refused.map((r) => r.code)).toEqual(["erased", "erased"]);
      await back.client.close();
      expect((await received()).tombstones).toBe(1);
    });

    test("with the journal not applied the patient is back: the check would notice", async () => {
      await backUp();
      await erase();
      await restore({ unsafe: { isErasureJournalOff: true } });
      expect((await received()).changes).toBe(3);
    });

    test("an erasure whose journal line was cut off by a crash is written there at the next start", async () => {
      await erase();
      await world.relay().close();
      rmSync(join(world.dir, "erasures.log"));
      await world.restart();
      expect(readFileSync(join(world.dir, "erasures.log"), "utf8")).toContain(patient.id);
      // Nothing was restored: the log is the same one.
      expect((await received()).epoch).toBe(Buffer.from(epoch).toString("hex"));
    });
  });

  test("[TR30] by the command line, beside a running relay: first what would go, then for good", async () => {
    const { runProgram } = await import("@arogyasync/cli/testing");
    const arogya = async (...args: readonly string[]) => {
      let printed = "";
      const take = (text: string | Uint8Array): boolean => {
        printed += String(text);
        return true;
      };
      const spies = [process.stdout, process.stderr].map((s) =>
        vi.spyOn(s, "write").mockImplementation(take),
      );
      try {
        const code = await runProgram(["node", "arogya", ...args, "--data-dir", world.dir, "--json"]);
        return { code, json: JSON.parse(printed) as unknown };
      } finally {
        for (const spy of spies) spy.mockRestore();
      }
    };
    const by = ["--as", "boss"];
    const dry = await arogya("erase", patient.id, ...by, "--dry-run");
    expect(dry).toMatchObject({ code: 0, json: { name: planted[1], gone: { readings: 2 } } });
    const bare = await arogya("erase", patient.id, ...by, "--reason", "asked for in writing");
    expect(bare).toMatchObject({ code: 3, json: { error: { code: "confirmation-wrong" } } });
    phone.send({ t: "subscribe", epoch, wants: [{ scope: "rampur", kind: "patient", after: 0 }] });
    await phone.next("live");
    const args = ["--reason", "asked for in writing", "--confirm", patient.id];
    const done = await arogya("erase", patient.id, ...by, ...args);
    expect(done).toMatchObject({ code: 0, json: { patient: patient.id, by: "boss" } });
    await phone.next("tombstone");
    expect((await arogya("erasures", ...by)).json).toMatchObject([{ patient: patient.id }]);
    expect(found()).toEqual([]);
  });
});
