import * as A from "@automerge/automerge/slim";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../bytes/index.ts";
import {
  addReading,
  containerCounter,
  docIdFromBytes,
  editIdentity,
  type PatientDoc,
  patientRoot,
  type Reading,
  ROOT_ACTOR,
  readingIdOf,
  rootChange,
  type VitalsDoc,
} from "../records/index.ts";
import { authorise } from "./authorise.ts";
import type { DecodedChange, DecodedOp } from "./decoded-change.ts";
import type { Principal, Role } from "./principal.ts";

const [author, stranger] = ["aa".repeat(16), "bb".repeat(16)];
const asha: Principal = { userId: "asha-1", roles: ["field"], clinics: ["phc-1"] };
const as = (...roles: Role[]): Principal => ({ ...asha, roles });
const decode = (bytes: Uint8Array) => A.decodeChange(bytes) as unknown as DecodedChange;
const baseReading: Reading = {
  v: 1,
  nonce: "AAAAAAAAAAAAAAAAAAAAAA",
  measuredAt: 1_764_000_000_000,
  author: "asha-1",
  source: "keypad",
};
const registered = () =>
  patientRoot(
    {
      site: "phc-1",
      auditKey: new Uint8Array(32).fill(9),
      identity: { name: "Sita" },
      identifiers: { abha: "91" },
    },
    author,
    1_764_000_000,
  );
const newPatient = { kind: "patient", scopes: [], isNew: true } as const;
const root = () => decode(registered().bytes);
const withOp = (index: number, change: Partial<DecodedOp>): DecodedChange => {
  const base = root();
  return { ...base, ops: base.ops.map((op, i) => (i === index ? { ...op, ...change } : op)) };
};

describe("a patient's first change", () => {
  it("[AU10] made by our own library is allowed, and names the first care site", () => {
    for (const role of ["field", "hospital", "importer"] as const)
      expect(authorise(as(role), newPatient, root())).toEqual({
        allow: true,
        rule: "AU10",
        effects: { addedScopes: ["phc-1"] },
      });
  });

  it.each(["device-manager", "analyst", "auditor", "admin", "edge", "insurance", "anchor"] as const)(
    "[AU10] %s registers nobody",
    (role) => {
      expect(authorise(as(role), newPatient, root())).toMatchObject({ code: "role-may-not-write" });
    },
  );

  it("[AU1] for another clinic is refused", () => {
    expect(authorise({ ...asha, clinics: ["phc-2"] }, newPatient, root())).toMatchObject({
      code: "not-your-clinic",
    });
  });

  it.each<[string, () => DecodedChange]>([
    ["another kind", () => withOp(0, { value: "vitals" })],
    ["no number as schema", () => withOp(1, { value: "1" })],
    ["a site that is no clinic id", () => withOp(2, { value: "PHC 1" })],
    ["a short audit key", () => withOp(3, { value: new Uint8Array(31) })],
    ["a text as audit key", () => withOp(3, { value: "x".repeat(32) })],
    ["another order", () => ({ ...root(), ops: [root().ops[1]!, root().ops[0]!, ...root().ops.slice(2)] })],
    ["a container too few", () => ({ ...root(), ops: root().ops.filter((_, i) => i !== 6) })],
    ["a text as container", () => withOp(5, { action: "makeText" })],
    ["predecessors", () => withOp(0, { pred: [`1@${stranger}`] })],
    ["predecessors in an entry", () => withOp(11, { pred: [`1@${stranger}`] })],
    ["a second sequence number", () => ({ ...root(), seq: 2 })],
    ["a later counter", () => ({ ...root(), startOp: 2 })],
    ["nothing in it", () => ({ ...root(), ops: [] })],
  ])("[AU10] with %s is refused", (_name, change) => {
    expect(authorise(asha, newPatient, change())).toMatchObject({ allow: false, code: "root-change-shape" });
  });

  it("[AU10] with a container too many is refused", () => {
    const extra = root().ops.toSpliced(11, 0, { ...root().ops[6]!, key: "x" });
    expect(authorise(asha, newPatient, { ...root(), ops: extra })).toMatchObject({
      code: "root-change-protected",
    });
  });

  it("[AU10] adds further care sites only from the careSites map", () => {
    const base = root();
    const care = base.ops.find((op) => op.key === "phc-1")!;
    const two = { ...base, ops: [...base.ops, { ...care, key: "dh-2" }] };
    const verdict = authorise(asha, newPatient, two);
    expect(verdict.allow && [...verdict.effects.addedScopes].sort()).toEqual(["dh-2", "phc-1"]);
  });

  it("[AU2] is made once, and only for patients: every other change without dependencies is refused", () => {
    const known = { ...newPatient, isNew: false, scopes: ["phc-1"] };
    expect(authorise(asha, known, root())).toMatchObject({ code: "no-dependencies", rule: "AU2" });
    for (const kind of ["vitals", "monitor", "coverage", "ward", "clinic"] as const)
      for (const isNew of [true, false])
        expect(authorise(asha, { kind, scopes: ["phc-1"], isNew }, root())).toMatchObject({
          code: "no-dependencies",
        });
    const derived = rootChange({ kind: "clinic", owner: "phc-1", period: "" });
    expect(authorise(asha, newPatient, decode(derived.bytes))).toMatchObject({ code: "root-change-shape" });
  });
});

describe("changes that our own library makes", () => {
  it("[AU20] a reading is allowed for those who measure", () => {
    const address = { kind: "vitals", owner: docIdFromBytes(new Uint8Array(16)), period: "2026" } as const;
    const doc = A.change(
      A.applyChanges(A.init<VitalsDoc>({ actor: author }), [rootChange(address).bytes])[0],
      (d) => void addReading(d, baseReading),
    );
    const change = decode(A.getLastLocalChange(doc)!);
    const target = { kind: "vitals", scopes: ["phc-1"], isNew: false } as const;
    expect(authorise(asha, target, change)).toMatchObject({ allow: true, rule: "AU20" });
    expect(authorise({ ...asha, userId: "asha-2" }, target, change)).toMatchObject({
      code: "reading-author",
    });
  });

  it("[AU11] an identity edit, and the choice of one of two values, are allowed", () => {
    const { doc } = registered();
    const edit = (actor: string, phone: string) =>
      A.change(A.clone(doc, { actor }), (d) => editIdentity(d, { phone }));
    const rivals = A.merge(edit(stranger, "1"), edit("cc".repeat(16), "2"));
    const target = { kind: "patient", scopes: ["phc-1"], isNew: false, rootActor: author } as const;
    for (const phone of ["1", "2", "3"]) {
      const chosen = A.change(A.clone<PatientDoc>(rivals), (d) => editIdentity(d, { phone }));
      expect(authorise(asha, target, decode(A.getLastLocalChange(chosen)!))).toMatchObject({ allow: true });
    }
  });
});

describe("values and keys", () => {
  const change = (
    op: Partial<DecodedOp>,
    container: string,
    kind: "vitals" | "patient" | "ward" | "monitor",
  ) => ({
    ...root(),
    deps: ["ab".repeat(32)],
    ops: [
      {
        action: "set",
        obj: `${containerCounter(kind, container)}@${kind === "patient" ? author : ROOT_ACTOR}`,
        key: "name",
        pred: [],
        ...op,
      },
    ],
  });
  const judge = (
    kind: "vitals" | "patient" | "ward" | "monitor",
    container: string,
    op: Partial<DecodedOp>,
  ) => {
    const verdict = authorise(
      { ...asha, roles: ["field", "hospital", "edge"] },
      { kind, scopes: ["phc-1"], isNew: false, rootActor: author },
      change(op, container, kind),
    );
    return verdict.allow ? "allow" : verdict.code;
  };
  const text = (fields: object) => canonicalJson({ ...baseReading, ...fields });
  const under = (value: string, key: string = readingIdOf(value)) =>
    judge("vitals", "readings", { key, value });

  it.each<[string, () => string, string]>([
    ["a reading under its own id", () => under(text({})), "allow"],
    ["a reading with unknown fields", () => under(text({ v: 9, novel: [1, "x"] })), "allow"],
    ["a reading under another id", () => under(text({}), "a".repeat(26)), "reading-id-mismatch"],
    ["a reading that is not canonical", () => under(`${text({})} `), "reading-invalid"],
    ["a reading with a float", () => under(text({}).replace("1764000000000", "1.5")), "reading-invalid"],
    ["a correction without a reason", () => under(text({ supersedes: "a".repeat(26) })), "reading-invalid"],
    ["somebody else's reading", () => under(text({ author: "asha-2" })), "reading-author"],
    [
      "a number as reading",
      () => judge("vitals", "readings", { value: 5, datatype: "int" }),
      "value-not-allowed",
    ],
    ["a reading of 5 kB", () => under(text({ extra: "x".repeat(5000) })), "value-not-allowed"],
    ["a minute that is canonical", () => judge("monitor", "minutes", { value: '{"n":1}' }), "allow"],
    ["a minute that is not", () => judge("monitor", "minutes", { value: '{"n": 1}' }), "value-not-allowed"],
  ])("[AU20][AU30] %s", (_name, verdict, expected) => {
    expect(verdict()).toBe(expected);
  });

  it.each<[string, Partial<DecodedOp>, string]>([
    ["a text", { value: "Sita" }, "allow"],
    ["an empty text", { value: "" }, "allow"],
    ["an empty key", { key: "", value: "x" }, "key-not-allowed"],
    ["a key of 129 letters", { key: "k".repeat(129), value: "x" }, "key-not-allowed"],
    ["a long text", { value: "x".repeat(4097) }, "value-not-allowed"],
    ["a long text in another script", { value: "अ".repeat(1400) }, "value-not-allowed"],
    ["null", { value: null }, "value-not-allowed"],
    ["bytes", { value: new Uint8Array(3), datatype: "bytes" }, "value-not-allowed"],
    ["a float", { value: 1.5, datatype: "float64" }, "value-not-allowed"],
    ["a counter", { value: 1, datatype: "counter" }, "value-not-allowed"],
    ["a timestamp", { value: 1, datatype: "timestamp" }, "value-not-allowed"],
    ["an unknown type", { value: "x", datatype: "unknown9" }, "value-not-allowed"],
    ["a list element", { value: "x", elemId: "_head", insert: true }, "operation-not-allowed"],
    ["no key", { value: "x", key: undefined as never }, "operation-not-allowed"],
  ])("[AU11] an identity field as %s", (_name, op, expected) => {
    expect(judge("patient", "identity", op)).toBe(expected);
  });

  it.each<[Partial<DecodedOp>, string]>([
    [{ key: "phc-2", value: true }, "allow"],
    [{ key: "phc-2", value: false }, "key-not-allowed"],
    [{ key: "PHC 2", value: true }, "key-not-allowed"],
    [{ key: "phc-2", value: "true" }, "key-not-allowed"],
  ])("[AU13] care site %j: %s", (op, expected) => {
    expect(judge("patient", "careSites", op)).toBe(expected);
  });

  it("[AU13] a new care site is an effect; a known one is none", () => {
    const add = (key: string) =>
      authorise(
        asha,
        { kind: "patient", scopes: ["phc-1"], isNew: false, rootActor: author },
        change({ key, value: true }, "careSites", "patient"),
      );
    expect(add("dh-2")).toMatchObject({ effects: { addedScopes: ["dh-2"] } });
    expect(add("phc-1")).toMatchObject({ effects: { addedScopes: [] } });
  });

  it("[AU9] a consent names the author of the change as who recorded it, for every purpose that is touched", () => {
    const target = { kind: "patient", scopes: ["phc-1"], isNew: false, rootActor: author } as const;
    const consent = (entries: readonly (readonly [string, string])[]) => {
      const base = change({}, "consents", "patient");
      const ops = entries.map(([key, value]) => ({ ...base.ops[0]!, key, value }));
      const verdict = authorise(asha, target, { ...base, ops });
      return verdict.allow ? "allow" : verdict.code;
    };
    expect(
      consent([
        ["care/state", "given"],
        ["care/by", "asha-1"],
      ]),
    ).toBe("allow");
    expect(consent([["care/state", "given"]])).toBe("consent-author");
    expect(
      consent([
        ["care/state", "given"],
        ["care/by", "ravi-2"],
      ]),
    ).toBe("consent-author");
    expect(
      consent([
        ["care/by", "asha-1"],
        ["research/state", "given"],
      ]),
    ).toBe("consent-author");
    expect(
      consent([
        ["care/by", "asha-1"],
        ["care/by", "ravi-2"],
      ]),
    ).toBe("consent-author");
    expect(consent([["care/mood", "good"]])).toBe("key-not-allowed");
  });

  it.each([
    ["bed/12/patient", 5, "int", "allow"],
    ["bed/12/patient", true, undefined, "allow"],
    ["bed/12/patient", 2 ** 53, "int", "value-not-allowed"],
    ["Bed 12", "x", undefined, "key-not-allowed"],
  ])("[AU50] ward entry %s = %s", (key, value, datatype, expected) => {
    expect(judge("ward", "entries", { key, value, ...(datatype ? { datatype } : {}) })).toBe(expected);
  });
});
