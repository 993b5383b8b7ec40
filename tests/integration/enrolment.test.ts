import { issueEnrolment, listDevices, listEnrolments, withdrawEnrolment } from "@arogyasync/shared/api";
import { newEnrolmentCode } from "@arogyasync/shared/enrolment";
import type { Session } from "@arogyasync/shared/protocol";
import { must } from "@arogyasync/shared/result";
import { generateKeyPair, keySession, nodeRandom, openDatabase } from "@arogyasync/sync-server/testing";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEnrolmentWorld, type EnrolmentWorld, newPhone, type Phone } from "./enrolment-world.ts";

const HOUR_MS = 3_600_000;
let world: EnrolmentWorld;
let desk: Phone;
let manager: Session;

beforeAll(async () => {
  world = await createEnrolmentWorld();
  await world.addUser("imran", "device-manager");
  for (const id of ["asha", "ravi", "meena"]) await world.addUser(id, "field");
  await world.addUser("sita", "field", ["sitapur"]);
  await world.addUser("both", "field", ["rampur", "sitapur"]);
  await world.addUser("other", "device-manager", ["sitapur"]);
  desk = newPhone();
  const code = await world.codeFromConsole({ clinic: "rampur" });
  manager = (await world.signIn(desk, "imran", code)).session;
  expect(manager.user?.id).toBe("imran");
});
afterAll(() => world.close());

const issue = async (request: { clinic?: string; user?: string; hours?: number } = {}) => {
  const answer = await world.ask(issueEnrolment, manager, { clinic: "rampur", ...request });
  return must(answer.value, answer.code ?? "an answer");
};

describe("[ID31] a device that the relay does not know", () => {
  test("needs a code besides the right password, and only a right password is told so", async () => {
    const phone = newPhone();
    expect(await world.signIn(phone, "asha")).toMatchObject({ status: 403, code: "enrolment-needed" });
    const guess = await world.signIn(phone, "asha", undefined, { password: "not-this-one" });
    expect(guess).toMatchObject({ status: 401, code: "bad-credentials" });
    const { code } = await issue();
    expect((await world.signIn(phone, "asha", code)).status).toBe(200);
    // Known from now on.
    expect((await world.signIn(phone, "asha")).status).toBe(200);
  });

  test("is let in without one where the relay is open: the control", async () => {
    const open = await createEnrolmentWorld({ enrolment: "open" });
    await open.addUser("asha", "field");
    expect((await open.signIn(newPhone(), "asha")).status).toBe(200);
    await open.close();
  });

  test("proves its own key: for this person, this code and this moment", async () => {
    const { code } = await issue();
    const phone = newPhone();
    const thief = newPhone();
    const body = async (more: object) => (await world.signIn(phone, "asha", code, more)).code;
    const withOther = {
      id: phone.id,
      label: "x",
      key: Buffer.from(thief.own.publicKey).toString("base64url"),
    };
    expect(await body({ device: { ...withOther, proof: "A".repeat(86) } })).toBe("bad-proof");
    expect(await body({ device: { id: phone.id, label: "x" } })).toBe("enrolment-needed");
    const { code: second } = await issue();
    expect(await body({ code: second })).toBe("bad-proof");
    expect((await world.signIn(phone, "asha", code)).status).toBe(200);
  });

  test("a code that was lost with the answer is not lost: the same login goes through again", async () => {
    const { code } = await issue();
    const phone = newPhone();
    expect((await world.signIn(phone, "asha", code)).status).toBe(200);
    expect((await world.signIn(phone, "asha", code)).status).toBe(200);
  });
});

describe("[ID33] a device that was enrolled", () => {
  test("lets in whoever works for the clinic of its code, and nobody of another", async () => {
    const phone = newPhone();
    expect((await world.signIn(phone, "asha", (await issue()).code)).status).toBe(200);
    expect((await world.signIn(phone, "ravi")).status).toBe(200);
    expect((await world.signIn(phone, "both")).status).toBe(200);
    expect(await world.signIn(phone, "sita")).toMatchObject({ status: 403, code: "enrolment-needed" });
    const theirs = await world.codeFromConsole({ clinic: "sitapur" });
    expect((await world.signIn(phone, "sita", theirs)).status).toBe(200);
  });

  test("cannot be claimed by name: another device that says it is this one needs a code", async () => {
    const phone = newPhone();
    await world.signIn(phone, "asha", (await issue()).code);
    const thief = newPhone(phone.id);
    expect(await world.signIn(thief, "ravi")).toMatchObject({ code: "enrolment-needed" });
    expect(await world.signIn(thief, "ravi", (await issue()).code)).toMatchObject({
      status: 409,
      code: "device-taken",
    });
    // Its own key is what counts.
    expect((await world.signIn(phone, "ravi")).status).toBe(200);
  });

  test("that was switched off lets nobody new in, with a code or without", async () => {
    const phone = newPhone();
    await world.signIn(phone, "asha", (await issue()).code);
    await world.relay().users.revokeKey(phone.keyOf("asha").publicKey);
    expect(await world.signIn(phone, "ravi")).toMatchObject({ status: 403, code: "device-revoked" });
    expect(await world.signIn(phone, "ravi", (await issue()).code)).toMatchObject({ code: "device-revoked" });
  });
});

describe("[ID32] a code", () => {
  test("lets in exactly one of many devices that use it at the same moment", async () => {
    const race = async (codes: readonly string[]) => {
      const tried = await Promise.all(codes.map((code) => world.signIn(newPhone(), "asha", code)));
      return tried.map(({ code }) => code ?? "in").toSorted();
    };
    const { code } = await issue();
    const one = await race(Array<string>(12).fill(code));
    expect(one).toEqual([...Array<string>(11).fill("enrolment-code-used"), "in"]);
    // The control: with a code each, all of them get in.
    const each = await Promise.all(Array.from({ length: 12 }, async () => (await issue()).code));
    expect(new Set(await race(each))).toEqual(new Set(["in"]));
  });

  test("is not used up by a login that fails for another reason", async () => {
    const { code } = await issue();
    const phone = newPhone();
    expect((await world.signIn(phone, "asha", code, { password: "wrong" })).code).toBe("bad-credentials");
    const reset = await world.relay().users.resetPassword("meena");
    const password = reset.ok ? reset.value.password : "";
    expect((await world.signIn(phone, "meena", code, { password })).code).toBe("password-change-needed");
    const own = { password, newPassword: "a long new one" };
    expect((await world.signIn(phone, "meena", code, own)).status).toBe(200);
  });

  test("used, too old, withdrawn, somebody else's, another clinic's, unknown, mistyped: each says so", async () => {
    const phone = newPhone();
    const codeOf = async (user: string, code: string) => (await world.signIn(phone, user, code)).code;
    const used = (await issue()).code;
    await world.signIn(newPhone(), "asha", used);
    expect(await codeOf("ravi", used)).toBe("enrolment-code-used");
    const withdrawn = await issue();
    const done = await world.ask(withdrawEnrolment, manager, { no: withdrawn.issued.no });
    expect(done.value?.code.state).toBe("withdrawn");
    expect(await codeOf("ravi", withdrawn.code)).toBe("enrolment-code-withdrawn");
    expect(await codeOf("ravi", (await issue({ user: "asha" })).code)).toBe("enrolment-code-other-person");
    expect(await codeOf("sita", (await issue()).code)).toBe("enrolment-code-other-clinic");
    expect(await codeOf("ravi", newEnrolmentCode(nodeRandom))).toBe("enrolment-code-unknown");
    const slip = used.replace(/^./, (first) => (first === "7" ? "8" : "7"));
    expect(await codeOf("ravi", slip)).toBe("enrolment-code-mistyped");
    const short = (await issue({ hours: 1 })).code;
    const long = (await issue()).code;
    world.advance(HOUR_MS + 1_000);
    expect(await codeOf("ravi", short)).toBe("enrolment-code-expired");
    // The control: one that is still good, from the same phone for the same person.
    expect((await world.signIn(phone, "ravi", long)).status).toBe(200);
    world.advance(-HOUR_MS - 1_000);
  });

  test("[ID30] lies in the data folder as a hash alone", async () => {
    const { code } = await issue();
    const db = openDatabase({ file: join(world.dir, "relay.sqlite"), synchronous: "FULL" });
    const rows = db.prepare("SELECT * FROM enrolment_codes ORDER BY no DESC LIMIT 1").all();
    expect(JSON.stringify(rows)).toContain('"clinic":"rampur"');
    expect(JSON.stringify(rows)).not.toContain(code);
    // Nothing of it can be rewritten.
    expect(() => db.prepare("UPDATE enrolment_codes SET clinic = 'sitapur'").run()).toThrow(
      "used or withdrawn once",
    );
    expect(() => db.prepare("DELETE FROM enrolments").run()).toThrow("append-only");
    db.close();
  });
});

test("[ID35] guesses at codes are limited by person and address, and lock out nobody else and no code", async () => {
  const thief = newPhone();
  const tries: (string | undefined)[] = [];
  for (let i = 0; i < 12; i++)
    tries.push(
      (await world.signIn(thief, "meena", newEnrolmentCode(nodeRandom), { password: await meenas() })).code,
    );
  expect(tries.slice(0, 11)).toEqual(Array(11).fill("enrolment-code-unknown"));
  expect(tries[11]).toBe("too-many-attempts");
  // Another person, from the same address, at the same time.
  expect((await world.signIn(newPhone(), "ravi", (await issue()).code)).status).toBe(200);
  // And an hour later the person herself, with a code that is hers: no guess has closed it.
  const { code } = await issue();
  world.advance(HOUR_MS);
  expect((await world.signIn(thief, "meena", code, { password: await meenas() })).status).toBe(200);
  world.advance(-HOUR_MS);
});
const meenas = async () => {
  await world.relay().users.setPassword("meena", "a long new one");
  return "a long new one";
};

describe("[ID34] who issues", () => {
  test("a device manager or administrator of that clinic, for its people, for an hour to a week", async () => {
    const refusedWith = async (request: { clinic: string; user?: string; hours?: number }) => {
      const { status, code } = await world.ask(issueEnrolment, manager, request);
      return [status, code];
    };
    expect(await refusedWith({ clinic: "sitapur" })).toEqual([403, "scope-refused"]);
    expect(await refusedWith({ clinic: "rampur", user: "sita" })).toEqual([422, "not-of-this-clinic"]);
    expect(await refusedWith({ clinic: "rampur", user: "nobody" })).toEqual([404, "unknown-user"]);
    expect(await refusedWith({ clinic: "rampur", hours: 169 })).toEqual([400, "malformed"]);
    const phone = newPhone();
    const asha = (await world.signIn(phone, "asha", (await issue()).code)).session;
    expect(await world.ask(issueEnrolment, asha, { clinic: "rampur" })).toMatchObject({
      code: "role-refused",
    });
  });

  test("is written down: by whom, for whom, used by whom on which device; seen by the clinic's own only", async () => {
    const phone = newPhone();
    const { code, issued } = await issue({ user: "asha" });
    await world.signIn(phone, "asha", code, { app: "9.9.9" });
    const list = must((await world.ask(listEnrolments, manager, {})).value, "the codes");
    expect(list.codes.find(({ no }) => no === issued.no)).toMatchObject({
      state: "used",
      clinic: "rampur",
      user: { id: "asha" },
      issuedBy: { id: "imran" },
      used: { by: { id: "asha" }, device: phone.id, label: "test" },
    });
    const { devices } = must((await world.ask(listDevices, manager, {})).value, "the devices");
    expect(devices.find(({ id }) => id === phone.id)).toMatchObject({
      app: "9.9.9",
      enrolled: [{ code: issued.no, clinic: "rampur", by: "asha", issuedBy: "imran" }],
    });
    const other = (
      await world.signIn(newPhone(), "other", await world.codeFromConsole({ clinic: "sitapur" }))
    ).session;
    const theirs = must((await world.ask(listEnrolments, other, {})).value, "their codes");
    expect(theirs.codes.length).toBeGreaterThan(0);
    expect(theirs.codes.every(({ clinic }) => clinic === "sitapur")).toBe(true);
    expect(await world.ask(withdrawEnrolment, other, { no: issued.no })).toMatchObject({
      code: "unknown-code",
    });
    expect(await world.ask(withdrawEnrolment, manager, { no: issued.no })).toMatchObject({
      status: 409,
      code: "enrolment-code-used",
    });
  });
});

test("services prove their key as ever and need no code", async () => {
  const keys = generateKeyPair();
  const added = await world.relay().users.addServiceKey({
    id: "importer",
    name: "Importer",
    roles: ["importer"],
    clinics: ["rampur"],
    publicKey: keys.publicKey,
  });
  expect(added.ok).toBe(true);
  expect((await keySession(world.relay().url, keys)).user.id).toBe("importer");
});
