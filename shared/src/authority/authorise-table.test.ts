import { describe, expect, it } from "vitest";
import { canonicalJson } from "../bytes/index.ts";
import {
  containerCounter,
  containersByKind,
  type DocKind,
  docKinds,
  ROOT_ACTOR,
  readingIdOf,
} from "../records/index.ts";
import { authorise, mayRead } from "./authorise.ts";
import type { DecodedChange, DecodedOp } from "./decoded-change.ts";
import { type Principal, type Role, roles } from "./principal.ts";
import { writeRules } from "./table.ts";

/** Written from DESIGN.md by hand, not from the table: whoever changes one has to change the other. */
const EXPECTED: Record<string, { writers: Role[]; mayDelete?: true; append?: true }> = {
  "patient/identity": { writers: ["field", "hospital", "importer"] },
  "patient/identifiers": { writers: ["field", "hospital", "importer"] },
  "patient/careSites": { writers: ["field", "hospital", "admin", "importer"] },
  "patient/consents": { writers: ["field", "hospital"] },
  "patient/encounters": { writers: ["field", "hospital"] },
  "patient/plan": { writers: ["field", "hospital"] },
  "patient/links": { writers: ["field", "hospital", "admin"] },
  "vitals/readings": { writers: ["field", "hospital", "edge", "importer"], append: true },
  "monitor/minutes": { writers: ["edge"], append: true },
  "coverage/policies": { writers: ["insurance"] },
  "coverage/verdicts": { writers: ["insurance"] },
  "ward/entries": { writers: ["hospital", "admin"], mayDelete: true },
  "clinic/entries": { writers: ["device-manager", "admin"], mayDelete: true },
};
const READERS: Record<Role, string> = {
  field: "patient vitals monitor coverage ward clinic",
  hospital: "patient vitals monitor coverage ward clinic",
  "device-manager": "ward clinic",
  analyst: "",
  auditor: "",
  admin: "patient vitals monitor coverage ward clinic",
  edge: "patient vitals monitor ward clinic",
  importer: "patient vitals",
  insurance: "patient coverage",
  anchor: "patient vitals monitor coverage ward clinic",
};

const creator = "cd".repeat(16);
const user = "user-1";
const reading = canonicalJson({
  v: 1,
  nonce: "AAAAAAAAAAAAAAAAAAAAAA",
  measuredAt: 1_764_000_000_000,
  author: user,
  source: "keypad",
});
const goodPair = (kind: DocKind, container: string): { key: string; value: unknown } => {
  if (kind === "vitals") return { key: readingIdOf(reading), value: reading };
  if (kind === "monitor") return { key: "12:30/s1", value: '{"n":60}' };
  if (container === "careSites") return { key: "phc-2", value: true };
  return { key: kind === "ward" || kind === "clinic" ? "bed/1/patient" : "name", value: "x" };
};
const ops = (kind: DocKind, container: string): Record<string, DecodedOp> => {
  const obj = `${containerCounter(kind, container)}@${kind === "patient" ? creator : ROOT_ACTOR}`;
  const pred = [`9@${creator}`];
  const pair = goodPair(kind, container);
  return {
    set: { action: "set", obj, ...pair, pred: [] },
    overwrite: { action: "set", obj, ...pair, pred },
    del: { action: "del", obj, key: pair.key, pred },
    delNothing: { action: "del", obj, key: pair.key, pred: [] },
    inc: { action: "inc", obj, key: pair.key, value: 1, pred },
    makeMap: { action: "makeMap", obj, key: "sub", pred: [] },
    makeText: { action: "makeText", obj, key: "sub", pred: [] },
    insert: { action: "set", obj, elemId: "_head", insert: true, value: pair.value, pred: [] },
    link: { action: "link", obj, key: "sub", pred: [] },
  };
};
const change = (...list: DecodedOp[]): DecodedChange => ({
  actor: "ef".repeat(16),
  seq: 1,
  startOp: 20,
  time: 0,
  deps: ["ab".repeat(32)],
  ops: list,
});
const principal = (...held: Role[]): Principal => ({ userId: user, roles: held, clinics: ["phc-1"] });
const target = (kind: DocKind) => ({ kind, scopes: ["phc-1"], isNew: false, rootActor: creator });

const expectedCode = (place: string, op: string, role: Role): string => {
  const rule = EXPECTED[place];
  if (!rule) return "unknown-place";
  const allowed = op === "set" || op === "overwrite" || (op.startsWith("del") && rule.mayDelete === true);
  if (!allowed) return rule.append ? "append-only" : "operation-not-allowed";
  if (rule.append && op === "overwrite") return "append-only";
  return rule.writers.includes(role) ? "allow" : "role-may-not-write";
};

/** Every role × kind × container × operation where the judge and the expectation differ. */
const mismatches = (): string[] => {
  const wrong: string[] = [];
  for (const kind of docKinds)
    for (const container of containersByKind[kind])
      for (const [name, op] of Object.entries(ops(kind, container)))
        for (const role of roles) {
          const verdict = authorise(principal(role), target(kind), change(op));
          const got = verdict.allow ? "allow" : verdict.code;
          const expected = expectedCode(`${kind}/${container}`, name, role);
          if (got !== expected)
            wrong.push(`${role} ${name} ${kind}/${container}: ${got}, expected ${expected}`);
        }
  return wrong;
};

describe("who may write what", () => {
  it("[AU11]…[AU60] every role × kind × container × operation has the expected verdict", () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(
      docKinds.flatMap((kind) => containersByKind[kind].map((c) => `${kind}/${c}`)).sort(),
    );
    expect(mismatches()).toEqual([]);
  });

  it("[AU11]…[AU60] negative control: any change of the table is noticed", () => {
    type Loose = { -readonly [K in keyof (typeof writeRules)[number]]: unknown };
    for (const rule of writeRules as readonly Loose[]) {
      const mutations: [keyof Loose, unknown][] = [
        ["mode", rule.mode === "append" ? "edit" : "append"],
        ["actions", (rule.actions as string[]).includes("del") ? ["set"] : ["set", "del"]],
        ["actions", []],
        ["container", "nowhere"],
        ...roles.map((role): [keyof Loose, unknown] => {
          const held = rule.roles as Role[];
          return ["roles", held.includes(role) ? held.filter((r) => r !== role) : [...held, role]];
        }),
      ];
      for (const [field, value] of mutations) {
        const before = rule[field];
        rule[field] = value;
        const noticed = mismatches().length;
        rule[field] = before;
        expect(`${String(rule.id)} ${field} ${JSON.stringify(value)}: ${noticed > 0}`).toMatch(/true$/);
      }
    }
    expect(mismatches()).toEqual([]);
  });

  it("[AU3] nobody touches the root of any document: not its first keys, not new ones", () => {
    for (const kind of docKinds)
      for (const role of roles)
        for (const key of [
          "kind",
          "schema",
          "owner",
          "period",
          "site",
          "auditKey",
          "readings",
          "identity",
          "new",
        ])
          for (const action of ["set", "del", "makeMap", "inc"]) {
            const op = { action, obj: "_root", key, value: "x", pred: [`1@${ROOT_ACTOR}`] };
            expect(authorise(principal(role), target(kind), change(op))).toMatchObject({
              allow: false,
              code: "root-change-protected",
            });
          }
  });

  it("[AU4] an object that is no container of this kind is nowhere", () => {
    for (const kind of docKinds)
      for (const counter of [1, 4, 12, 13, 99]) {
        const known = containersByKind[kind][counter - 5] !== undefined;
        if (known) continue;
        const op = { action: "set", obj: `${counter}@${ROOT_ACTOR}`, key: "k", value: "x", pred: [] };
        for (const role of roles)
          expect(authorise(principal(role), target(kind), change(op))).toMatchObject({
            code: "unknown-place",
          });
      }
  });

  it("[AU4] a container that another actor claims to have made does not exist", () => {
    for (const kind of docKinds)
      for (const container of containersByKind[kind]) {
        const real = ops(kind, container)["set"]!;
        const op = { ...real, obj: `${containerCounter(kind, container)}@${"99".repeat(16)}` };
        for (const role of roles)
          expect(authorise(principal(role), target(kind), change(op))).toMatchObject({
            code: "unknown-place",
          });
      }
  });

  it("[AU1] a principal of another clinic writes nothing; a service of all clinics may", () => {
    for (const kind of docKinds)
      for (const container of containersByKind[kind])
        for (const role of roles) {
          const set = change(ops(kind, container)["set"]!);
          const elsewhere = { ...principal(role), clinics: ["phc-9"] };
          expect(authorise(elsewhere, target(kind), set)).toMatchObject({
            code: "not-your-clinic",
            rule: "AU1",
          });
          const everywhere = { ...principal(role), clinics: ["*"] };
          expect(authorise(everywhere, target(kind), set).allow).toBe(
            EXPECTED[`${kind}/${container}`]!.writers.includes(role),
          );
        }
  });

  it("[AU0] one bad operation refuses the whole change; several roles add up", () => {
    const good = ops("ward", "entries")["set"]!;
    const bad = ops("ward", "entries")["makeMap"]!;
    expect(authorise(principal("hospital"), target("ward"), change(good, good, bad))).toMatchObject({
      allow: false,
    });
    expect(authorise(principal("auditor", "hospital"), target("ward"), change(good)).allow).toBe(true);
    expect(authorise(principal(), target("ward"), change(good))).toMatchObject({
      code: "role-may-not-write",
    });
  });

  it("[AU70] who receives which kinds, within their own clinics only", () => {
    for (const role of roles)
      for (const kind of docKinds) {
        expect(`${role} ${kind} ${mayRead(principal(role), kind, "phc-1")}`).toBe(
          `${role} ${kind} ${READERS[role].split(" ").includes(kind)}`,
        );
        expect(mayRead(principal(role), kind, "phc-9")).toBe(false);
      }
  });
});
