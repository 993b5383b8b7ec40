import { describe, expect, it } from "vitest";
import { encodeStored, openPack, buildPack } from "./packed-rows.ts";
import type { StoredPatient } from "./patient-row.ts";
import { Patients } from "./patients.ts";

const patient = (id: string, changedAtMs: number, site = "wadgaon"): StoredPatient => ({
  id,
  person: {
    site,
    careSites: [site],
    identity: { name: `Asha ${id}` },
    identifiers: {},
    conflictCount: 0,
    changedAtMs,
  },
  vitals: {},
});

const packed = (patients: readonly StoredPatient[]): Patients => {
  const { header, body } = buildPack(
    patients.map((one) => ({
      id: one.id,
      summary: { careSites: one.person!.careSites, lastActivityMs: one.person!.changedAtMs },
      bytes: encodeStored(one),
    })),
  );
  return new Patients({
    packed: openPack(header, body)!,
    deltas: new Map(),
    search: undefined,
    complete: true,
  });
};
const here = ({ careSites }: { readonly careSites: readonly string[] }) => careSites.includes("wadgaon");
const order = (patients: Patients, limit: number) => {
  const { rows, total } = patients.recent(here, limit);
  return [rows.map(({ id }) => id).join(""), total];
};

describe("the list of recent patients", () => {
  it("has packed and changed rows in one order, the first few only, and counts all", () => {
    const patients = packed([
      patient("a", 10),
      patient("c", 30),
      patient("b", 20),
      patient("d", 40, "elsewhere"),
      patient("e", 50),
    ]);
    expect(order(patients, 10)).toEqual(["ecba", 4]);
    expect(order(patients, 2)).toEqual(["ec", 4]);
    patients.set("a", patient("a", 25)); // moved up
    patients.set("f", patient("f", 5)); // new, oldest
    patients.set("g", patient("g", 60)); // new, newest
    patients.set("h", patient("h", 70, "elsewhere"));
    expect(order(patients, 10)).toEqual(["gecabf", 6]);
    expect(order(patients, 1)).toEqual(["g", 6]);
    expect(order(patients, 4)).toEqual(["geca", 6]);
    patients.set("e", undefined);
    expect(order(patients, 3)).toEqual(["gca", 5]);
    patients.set("c", patient("c", 30, "elsewhere")); // transferred away
    expect(order(patients, 10)).toEqual(["gabf", 4]);
  });

  it("puts equal times in the order of ids, packed or not", () => {
    const patients = packed([patient("b", 10), patient("d", 10)]);
    for (const id of ["a", "c", "e"]) patients.set(id, patient(id, 10));
    expect(order(patients, 10)).toEqual(["abcde", 5]);
  });

  it("reads a pack that an older version wrote in another order", () => {
    const { header, body } = buildPack([]);
    expect(openPack(header, body)?.ids).toEqual([]);
    const [first, second] = [encodeStored(patient("a", 10)), encodeStored(patient("b", 20))];
    const old = {
      version: 3,
      ids: ["a", "b"],
      lastActivityMs: [10, 20],
      siteSets: [["wadgaon"]],
      siteSetOf: [0, 0],
      ends: [first.length, first.length + second.length],
    };
    const bytes = new Uint8Array([...first, ...second]);
    const pack = openPack(new TextEncoder().encode(JSON.stringify(old)), bytes)!;
    const patients = new Patients({ packed: pack, deltas: new Map(), search: undefined, complete: true });
    expect(order(patients, 10)).toEqual(["ba", 2]);
  });
});

describe("search", () => {
  it("gives rows of one's own clinics only, as many as asked for, and counts up to a bound", () => {
    const patients = packed(
      Array.from({ length: 30 }, (_, n) => patient(`p${n}`, n, n % 3 === 0 ? "elsewhere" : "wadgaon")),
    );
    const { rows, total } = patients.search("asha", here, 4, 15);
    expect(rows.map(({ careSites }) => careSites)).toEqual(Array.from({ length: 4 }, () => ["wadgaon"]));
    expect(total).toBe(15);
    expect(patients.search("asha", here, 4, 40).total).toBe(20);
  });
});
