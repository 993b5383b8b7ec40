import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as A from "@automerge/automerge";
import { type Role, roles } from "@arogyasync/shared/authority";
import { freshActor } from "@arogyasync/shared/changes";
import {
  addReading,
  docIdFromBytes,
  docKinds,
  deriveDocId,
  importedIdentity,
  patientRoot,
  type Reading,
  rootChange,
  type VitalsDoc,
} from "@arogyasync/shared/records";
import type { BatchItem } from "@arogyasync/shared/replica";
import {
  type AuthorityCase,
  authorityCases,
  entryOf,
  FIRST_CHANGE,
  operationOf,
  readAuthorityContract,
  sampleAddress,
} from "@arogyasync/shared/testing";
import { ChangeMaker, login, type MadeChange, nodeRandom, RawClient } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cast, castOf, CLINIC, ELSEWHERE } from "../support/authority/cast.ts";
import {
  type AuthorityDevice,
  authorityDevice,
  type DraftOperation,
  draftOperations,
} from "../support/authority/device.ts";

const contract = readAuthorityContract(
  readFileSync(new URL("../../shared/SPEC.md", import.meta.url), "utf8"),
);
/** Automerge's encoder knows no `link`; the guard refuses one by its action number (hostile-frames.test.ts). */
const cases = authorityCases(contract).filter(({ operation }) => operation !== "link");
const nameOf = ({ role, operation, kind, place }: AuthorityCase) => `${role} ${operation} ${kind}/${place}`;

let dir: string;
let cast: Cast;
let device: AuthorityDevice;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "relay-authority-"));
  cast = await castOf(dir, contract);
  device = await authorityDevice(contract);
});
afterAll(async () => {
  await (cast as Cast | undefined)?.[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

let n = 100;
/** The change of a case as its author would make it with a program of their own. */
const changeOf = async ({ role, kind, place, operation }: AuthorityCase): Promise<MadeChange> => {
  const maker = cast.maker(role);
  if (operation === "create") {
    if (kind === "patient") return maker.patient(CLINIC);
    const address = sampleAddress(kind, docIdFromBytes(nodeRandom.bytes(16)), CLINIC);
    const { bytes } = rootChange(address);
    // The real first change has an actor that is nobody's; this one claims it for its author.
    const own = { ...A.decodeChange(bytes), actor: freshActor(maker.keys.publicKey, nodeRandom) };
    return { id: deriveDocId(address), address, bytes: A.encodeChange(own) };
  }
  const found = cast.places.find((one) => one.kind === kind && one.container === place);
  if (!found) throw new Error(`${kind}/${place} is not in the scene`);
  return cast.craft(maker, found.id, operationOf(operation, found, entryOf(kind, place, maker.user, n++)));
};

/** Pushes all cases of one author over somebody's connection; gives what differs from the page. */
const differences = async (author: Role, courier: Role): Promise<string[]> => {
  const mine = cases.filter(({ role }) => role === author);
  const maker = cast.maker(author);
  const changes: MadeChange[] = [];
  for (const one of mine) changes.push(await changeOf(one));
  const client = await cast.connect(courier);
  const { refused, retried } = await client.push(await maker.push(changes));
  await client.close();
  const codeAt = new Map([...refused, ...retried].map(({ index, code }) => [index, code]));
  return mine.flatMap((one, index) => {
    const code = codeAt.get(index) ?? "allow";
    // The page lets this role delete here; but a deletion of nothing refers to nothing, which PR17 refuses from all.
    const isEmpty = one.operation === "delete-nothing" && one.expected === "allow";
    const expected = isEmpty ? "reference-missing" : one.expected;
    return code === expected ? [] : [`${nameOf(one)}: ${code}, expected ${expected}`];
  });
};

describe("the lane /log: the author brings it", () => {
  it.each(roles)("[AU10]…[AU60] every change of %s has the verdict and code of the page", async (role) => {
    expect(await differences(role, role)).toEqual([]);
  });
});

describe("the lane of a courier: somebody else brings it", () => {
  it.each(roles)("[AU10]…[PR6] %s is judged, whoever's connection it is", async (role) => {
    // An auditor may write nothing, a field worker much: neither lends the author anything or takes anything away.
    for (const courier of ["auditor", "field"] as const)
      if (courier !== role) expect(await differences(role, courier)).toEqual([]);
  });
});

describe("the lane of the device: the writer asks before it commits", () => {
  it.each(roles)("[AU8] what %s tries on a device has the verdict and code of the page", async (role) => {
    const wrong: string[] = [];
    for (const one of cases) {
      if (one.role !== role || !(draftOperations as readonly string[]).includes(one.operation)) continue;
      const before = device.outbox.pendingCount;
      const got = await device.attempt(role, one.kind, one.place, one.operation as DraftOperation);
      // Putting true over true is no change at all, nor is a person's own name over itself.
      const isOwnName = one.place === "consents" && one.role === device.consentBy;
      const isSame = (one.place === "careSites" || isOwnName) && one.operation === "overwrite";
      const expected = isSame && one.expected === "allow" ? "nothing-to-change" : one.expected;
      if (got !== expected && !(isSame && got === "nothing-to-change"))
        wrong.push(`${nameOf(one)}: ${got}, expected ${expected}`);
      if (got !== "allow" && device.outbox.pendingCount !== before)
        wrong.push(`${nameOf(one)}: left something`);
    }
    expect(wrong).toEqual([]);
  });

  it("[AU10] registering", async () => {
    for (const one of cases.filter(({ kind, place }) => kind === "patient" && place === FIRST_CHANGE)) {
      device.become(one.role);
      const made = await device.writer.createPatient({ site: CLINIC, identity: {} });
      expect(`${one.role} ${made.ok ? "allow" : made.error.code}`).toBe(`${one.role} ${one.expected}`);
      const elsewhere = await device.writer.createPatient({ site: ELSEWHERE, identity: {} });
      expect(elsewhere.ok ? "allow" : elsewhere.error.code).toBe(
        one.expected === "allow" ? "not-your-clinic" : one.expected,
      );
    }
  });
});

describe("the lane of imports", () => {
  it("[AU6] a derived patient root is an importer's alone; nobody else has an import key", async () => {
    for (const role of roles) {
      const maker = cast.maker(role);
      const identity = importedIdentity(new Uint8Array(32).fill(7), `source-of-${role}`);
      const root = patientRoot(
        { site: CLINIC, auditKey: identity.auditKey, identity: { name: "x" } },
        identity.firstActor,
        identity.time,
      );
      const change = {
        id: identity.patientId,
        address: { kind: "patient" as const, owner: "", period: "" },
        bytes: root.bytes,
      };
      const client = await cast.connect(role);
      const { refused } = await client.push(await maker.push([change]));
      await client.close();
      expect([role, refused[0]?.code]).toEqual([role, role === "importer" ? undefined : "actor-not-author"]);
      const key = await fetch(`${cast.relay.url}/api/v1/clinics/${CLINIC}/import-key`, {
        headers: { authorization: `Bearer ${await cast.token(role)}` },
      });
      expect([role, key.status]).toEqual([role, role === "importer" ? 200 : 403]);
    }
  });
});

describe("the lane of imports, on the importing device", () => {
  it("[AU10][AU20] a batch is judged item by item, with the same codes", async () => {
    for (const role of roles) {
      const { userId } = device.become(role);
      const address = sampleAddress("vitals", device.patient, CLINIC);
      const { value } = entryOf("vitals", "readings", userId, n++);
      const outcomes = await device.writer.writeBatch([
        { type: "create-patient", site: CLINIC, identity: { name: "x" } },
        {
          type: "edit",
          address: { ...address, id: deriveDocId(address) },
          change: (draft: VitalsDoc) => void addReading(draft, JSON.parse(String(value)) as Reading),
        } as BatchItem,
      ]);
      const expected = [
        cases.find((one) => one.role === role && one.kind === "patient" && one.operation === "create"),
        cases.find((one) => one.role === role && one.kind === "vitals" && one.operation === "set"),
      ].map((one) => one?.expected);
      expect([role, ...outcomes.map((one) => (one.ok ? "allow" : one.error.code))]).toEqual([
        role,
        ...expected,
      ]);
    }
  });
});

describe("the lanes of readers", () => {
  it.each(roles)("[AU70] %s receives the kinds of the page: live, whole and by name", async (role) => {
    const token = await cast.token(role);
    const headers = { authorization: `Bearer ${token}` };
    const client = await cast.connect(role);
    for (const kind of docKinds) {
      const expected = contract.reads.get(role)?.includes(kind) ?? false;
      const from = client.frames.length;
      client.send({ t: "subscribe", wants: [{ scope: CLINIC, kind, after: 0 }] });
      await client.until(
        () => client.frames.slice(from).find((f) => f.t === "live" || f.t === "failure"),
        "an answer",
      );
      const refused = client.frames.slice(from).find((f) => f.t === "failure");
      expect([role, kind, refused === undefined]).toEqual([role, kind, expected]);
      const whole = await fetch(`${cast.relay.url}/bootstrap?scope=${CLINIC}&kind=${kind}`, { headers });
      await whole.arrayBuffer();
      expect([role, kind, whole.status]).toEqual([role, kind, expected ? 200 : 403]);
      const id = cast.places.find((place) => place.kind === kind)?.id;
      const named = await fetch(`${cast.relay.url}/bootstrap`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ scope: CLINIC, docs: [id] }),
      });
      await named.arrayBuffer();
      expect([role, kind, named.status]).toEqual([role, kind, expected ? 200 : 403]);
      const elsewhere = await fetch(`${cast.relay.url}/bootstrap?scope=${ELSEWHERE}&kind=${kind}`, {
        headers,
      });
      expect([role, kind, elsewhere.status]).toEqual([role, kind, 403]);
    }
    await client.close();
  });
});

describe("keys and people", () => {
  it("[AU6][PR6] actor, manifest and device belong together: each alone is of no use", async () => {
    const [field, hospital] = [cast.maker("field"), cast.maker("hospital")];
    const client = await cast.connect("field");
    const patient = await hospital.patient(CLINIC);
    // Another's change under one's own signature, and one's own under a key that the relay does not know.
    expect((await client.push(await field.push([patient]))).refused.map((r) => r.code)).toEqual([
      "actor-not-author",
    ]);
    const unknown = new ChangeMaker(field.user);
    const own = await unknown.patient(CLINIC);
    expect((await client.push(await unknown.push([own]))).refused.map((r) => r.code)).toEqual([
      "key-unknown",
    ]);
    // A signature over other names than those that were brought.
    const [one, other] = [await field.patient(CLINIC), await field.patient(CLINIC)];
    const [pushOne, pushOther] = [await field.push([one]), await field.push([other])];
    expect(
      (await client.push({ ...pushOne, manifests: pushOther.manifests })).refused.map((r) => r.code),
    ).toEqual(["manifest-invalid"]);
    // The same bytes with the author's own signature are welcome, whoever carries them.
    expect((await client.push(await hospital.push([patient]))).refused).toEqual([]);
    await client.close();
  });

  it("[AU1] what is right but another clinic's is refused at the commit, for every kind", async () => {
    const added = await cast.relay.users.addUser({
      id: "far-away",
      name: "far",
      password: "password-1",
      roles: ["field", "hospital", "admin", "device-manager"],
      clinics: [ELSEWHERE],
    });
    if (!added.ok) throw new Error(added.error);
    const far = new ChangeMaker("far-away");
    const session = await login(cast.relay.url, far.keys, far.user, "password-1", "device-far");
    const { client } = await RawClient.connect(cast.relay.url, session, "device-far");
    const mine = cast.places.filter(({ kind }) => kind !== "monitor" && kind !== "coverage");
    const changes: MadeChange[] = [];
    for (const place of mine)
      changes.push(
        await cast.craft(
          far,
          place.id,
          operationOf("set", place, entryOf(place.kind, place.container, far.user, n++)),
        ),
      );
    const { refused } = await client.push(await far.push(changes));
    expect(refused.map(({ code }) => code)).toEqual(mine.map(() => "not-your-clinic"));
    await client.close();
  });

  it("[AU4] a derived id that does not follow from its address is nobody's, however it is signed", async () => {
    const field = cast.maker("field");
    const client = await cast.connect("field");
    const squatted = nodeRandom.bytes(16);
    const place = cast.places.find(({ kind }) => kind === "vitals");
    if (!place) throw new Error("the scene has vitals");
    const change = await cast.craft(
      field,
      place.id,
      operationOf("set", place, entryOf("vitals", "readings", field.user, n++)),
    );
    const push = await field.push([{ ...change, id: docIdFromBytes(squatted) }]);
    expect((await client.push(push)).refused.map((r) => r.code)).toEqual(["doc-id-mismatch"]);
    // The true id under another owner's address.
    const address = { ...place.address, owner: docIdFromBytes(squatted) };
    const other = await field.push([{ ...change, address }]);
    expect((await client.push(other)).refused.map((r) => r.code)).toEqual(["doc-id-mismatch"]);
    await client.close();
  });
});
