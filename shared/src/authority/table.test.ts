import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type Container,
  containerCounter,
  containersByKind,
  type DocKind,
  docIdFromBytes,
  docKinds,
  patientRoot,
  ROOT_ACTOR,
  rootChange,
} from "../records/index.ts";
import * as A from "@automerge/automerge/slim";
import {
  type AuthorityCase,
  authorityCases,
  entryOf,
  FIRST_CHANGE,
  operationOf,
  readAuthorityContract,
  sampleAddress,
} from "../testing/index.ts";
import { authorise, mayRead } from "./authorise.ts";
import type { DecodedChange, DecodedOp } from "./decoded-change.ts";
import { mayCreatePatient, mayWrite, type WriteAction } from "./may-write.ts";
import { type Principal, type Role, roles } from "./principal.ts";
import { patientCreators, readableKinds, writeRules } from "./table.ts";

/** The contract is the printed page, not the table: whoever changes one has to change the other. */
const spec = readFileSync(new URL("../../SPEC.md", import.meta.url), "utf8");
const contract = readAuthorityContract(spec);
const cases = authorityCases(contract);

const creator = "cd".repeat(16);
const user = "user-1";
const principal = (...held: Role[]): Principal => ({ userId: user, roles: held, clinics: ["phc-1"] });
const target = (kind: DocKind) => ({ kind, scopes: ["phc-1"], isNew: false, rootActor: creator });
const change = (...list: DecodedOp[]): DecodedChange => ({
  actor: "ef".repeat(16),
  seq: 1,
  startOp: 20,
  time: 0,
  deps: ["ab".repeat(32)],
  ops: list,
});
const decode = (bytes: Uint8Array) => A.decodeChange(bytes) as unknown as DecodedChange;
const patientFirst = decode(
  patientRoot({ site: "phc-1", auditKey: new Uint8Array(32), identity: { name: "x" } }, creator, 1).bytes,
);
const firstChanges = new Map(
  docKinds.map((kind) => [
    kind,
    kind === "patient"
      ? patientFirst
      : decode(rootChange(sampleAddress(kind, docIdFromBytes(new Uint8Array(16)), "phc-1")).bytes),
  ]),
);

const opOf = (kind: DocKind, container: string, operation: AuthorityCase["operation"]): DecodedOp => {
  const madeBy = kind === "patient" ? creator : ROOT_ACTOR;
  const taken = { key: entryOf(kind, container, user, 1).key, opId: `9@${creator}` };
  if (operation === "create") throw new Error("no operation creates a container");
  return operationOf(operation, { kind, container, madeBy, taken }, entryOf(kind, container, user, 2));
};

const got = ({ role, kind, place, operation }: AuthorityCase) => {
  const verdict =
    place === FIRST_CHANGE
      ? authorise(
          principal(role),
          { kind, scopes: kind === "patient" ? [] : ["phc-1"], isNew: true },
          firstChanges.get(kind)!,
        )
      : authorise(principal(role), target(kind), change(opOf(kind, place, operation)));
  return `${verdict.allow ? "allow" : verdict.code} by ${verdict.rule}`;
};

/** Every case in which the judge and the page differ, with the screens' question and the readers' table. */
const mismatches = (): string[] => {
  const wrong: string[] = [];
  for (const one of cases) {
    const { role, kind, place, operation, expected, rule } = one;
    const name = `${role} ${operation} ${kind}/${place}`;
    if (got(one) !== `${expected} by ${rule}`)
      wrong.push(`${name}: ${got(one)}, expected ${expected} by ${rule}`);
    if (operation === "set" || operation === "overwrite" || operation === "delete") {
      const offered = mayWrite(principal(role), kind, place as Container, operation as WriteAction);
      if (offered !== (expected === "allow")) wrong.push(`${name}: offered ${offered}, expected ${expected}`);
    }
    if (
      operation === "create" &&
      kind === "patient" &&
      mayCreatePatient(principal(role)) !== (expected === "allow")
    )
      wrong.push(`${name}: offered wrongly`);
  }
  for (const role of roles)
    for (const kind of docKinds) {
      const mayBe = contract.reads.get(role)?.includes(kind) ?? false;
      if (mayRead(principal(role), kind, "phc-1") !== mayBe)
        wrong.push(`${role} reads ${kind}: not ${mayBe}`);
    }
  return wrong;
};

describe("who may write what", () => {
  it("[AU10]…[AU70] every role × kind × place × operation has the verdict, the code and the rule of the page", () => {
    expect(mismatches()).toEqual([]);
    expect(cases.length).toBe(13 * 10 * roles.length + docKinds.length * roles.length);
  });

  it("[AU10]…[AU70] the page names every role, every container once, and no rule twice", () => {
    const places = contract.writes.map(({ kind, place }) => `${kind}/${place}`);
    expect(places.toSorted()).toEqual(
      [
        "patient/first change",
        ...docKinds.flatMap((kind) => containersByKind[kind].map((c) => `${kind}/${c}`)),
      ].toSorted(),
    );
    expect(new Set(contract.writes.map((row) => row.rule)).size).toBe(contract.writes.length);
    expect([...contract.reads.keys()].toSorted()).toEqual([...roles].toSorted());
  });

  it("[AU10]…[AU70] negative control: every mutation of the table is noticed", () => {
    type Loose = { -readonly [K in keyof (typeof writeRules)[number]]: unknown };
    const survivors: string[] = [];
    let mutants = 0;
    const mutate = (name: string, apply: () => () => void): void => {
      const undo = apply();
      mutants++;
      if (mismatches().length === 0) survivors.push(name);
      undo();
    };
    for (const rule of writeRules as readonly Loose[]) {
      const actions = rule.actions as string[];
      const mutations: [keyof Loose, unknown][] = [
        ["mode", rule.mode === "append" ? "edit" : "append"],
        ["actions", actions.includes("del") ? ["set"] : ["set", "del"]],
        ["actions", ["del"]],
        ["actions", []],
        ["container", "nowhere"],
        ["id", "AU99"],
        ["roles", []],
        ["roles", [...roles]],
        ...roles.map((role): [keyof Loose, unknown] => {
          const held = rule.roles as Role[];
          return ["roles", held.includes(role) ? held.filter((r) => r !== role) : [...held, role]];
        }),
      ];
      for (const [field, value] of mutations) {
        if (JSON.stringify(value) === JSON.stringify(rule[field])) continue;
        mutate(`${String(rule.id)} ${field} ${JSON.stringify(value)}`, () => {
          const before = rule[field];
          rule[field] = value;
          return () => {
            rule[field] = before;
          };
        });
      }
    }
    const toggle = <T>(list: T[], item: T) => {
      const at = list.indexOf(item);
      if (at >= 0) list.splice(at, 1);
      else list.push(item);
    };
    for (const role of roles) {
      mutate(`AU10 ${role}`, () => {
        toggle(patientCreators as Role[], role);
        return () => toggle(patientCreators as Role[], role);
      });
      for (const kind of docKinds)
        mutate(`AU70 ${role} ${kind}`, () => {
          const kinds = readableKinds[role] as DocKind[];
          toggle(kinds, kind);
          return () => toggle(kinds, kind);
        });
    }
    expect(survivors).toEqual([]);
    expect(mutants).toBeGreaterThan(250);
    expect(mismatches()).toEqual([]);
  });

  it("[AU10]…[AU70] negative control: a page that says something else is noticed", () => {
    const other = authorityCases(
      readAuthorityContract(
        spec.replace("field, hospital, edge, importer", "field, hospital, edge, auditor"),
      ),
    );
    const differ = other.filter((one) => got(one) !== `${one.expected} by ${one.rule}`);
    expect(differ.map((one) => `${one.role} ${one.operation} ${one.place}`)).toEqual([
      "auditor set readings",
      "importer set readings",
    ]);
    expect(() => readAuthorityContract(spec.replace("device-manager, admin", "device-mangler"))).toThrow(
      "device-mangler",
    );
  });
});

describe("what no role changes", () => {
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
        if (containersByKind[kind][counter - 5] !== undefined) continue;
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
        const op = {
          ...opOf(kind, container, "set"),
          obj: `${containerCounter(kind, container)}@${"99".repeat(16)}`,
        };
        for (const role of roles)
          expect(authorise(principal(role), target(kind), change(op))).toMatchObject({
            code: "unknown-place",
          });
      }
  });

  it("[AU20][AU30] append only holds whoever asks: no set of roles and no clinic overwrites or deletes a reading", () => {
    for (const [kind, container] of [
      ["vitals", "readings"],
      ["monitor", "minutes"],
    ] as const)
      for (const operation of ["overwrite", "delete", "delete-nothing"] as const)
        for (const held of [...roles.map((role) => [role]), [...roles]])
          for (const clinics of [["phc-1"], ["*"]])
            expect(
              authorise(
                { userId: user, roles: held, clinics },
                target(kind),
                change(opOf(kind, container, operation)),
              ),
            ).toMatchObject({ allow: false, code: "append-only" });
  });

  it("[AU1] a principal of another clinic writes nothing; a service of all clinics may", () => {
    for (const { role, kind, place, operation, expected } of cases) {
      if (operation !== "set") continue;
      const set = change(opOf(kind, place, operation));
      expect(authorise({ ...principal(role), clinics: ["phc-9"] }, target(kind), set)).toMatchObject(
        expected === "allow" ? { code: "not-your-clinic", rule: "AU1" } : { code: expected },
      );
      expect(authorise({ ...principal(role), clinics: ["*"] }, target(kind), set).allow).toBe(
        expected === "allow",
      );
      expect(
        mayWrite({ ...principal(role), clinics: ["phc-9"] }, kind, place as Container, "set", ["phc-1"]),
      ).toBe(false);
    }
  });

  it("[AU0] one bad operation refuses the whole change; several roles add up", () => {
    const good = opOf("ward", "entries", "set");
    const bad = opOf("ward", "entries", "map");
    expect(authorise(principal("hospital"), target("ward"), change(good, good, bad))).toMatchObject({
      allow: false,
    });
    expect(authorise(principal("auditor", "hospital"), target("ward"), change(good)).allow).toBe(true);
    expect(authorise(principal(), target("ward"), change(good))).toMatchObject({
      code: "role-may-not-write",
    });
    expect(mayWrite(principal("auditor", "hospital"), "ward", "entries", "delete")).toBe(true);
  });

  it("[AU70] nobody reads another clinic's documents", () => {
    for (const role of roles)
      for (const kind of docKinds) expect(mayRead(principal(role), kind, "phc-9")).toBe(false);
  });
});
