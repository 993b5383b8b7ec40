import { describe, expect, it } from "vitest";
import { ageGap, ageOn } from "./age.ts";
import { type DuplicateCandidate, type KnownPatient } from "./duplicate-candidate.ts";
import { type DuplicateStrength, findDuplicates } from "./duplicate.ts";

const todayIso = "2026-06-01";
const base: DuplicateCandidate = {
  names: ["Sunita Yadav"],
  sex: "female",
  birthDate: "1990-04-12",
  phone: "9876543210",
  abha: "91-1234-5678-9012",
  card: "MH/001",
  village: "Rampur",
};
const known = (change: Partial<KnownPatient>): KnownPatient => ({ patientId: "p1", names: [], ...change });
const judged = (
  a: DuplicateCandidate,
  b: Partial<KnownPatient>,
): { strength?: DuplicateStrength; codes: string[] } => {
  const [one] = findDuplicates(a, [known(b)], { todayIso });
  return one === undefined
    ? { codes: [] }
    : { strength: one.strength, codes: one.reasons.map(({ code }) => code) };
};

describe("findDuplicates", () => {
  it("[MT5] is certain of the same ABHA or card, in any notation", () => {
    expect(judged(base, { names: ["सुनीता यादव"], abha: "९११२३४५६७८९०१२" })).toEqual({
      strength: "certain",
      codes: ["same-abha", "same-name"],
    });
    expect(judged(base, { names: ["Sunita"], card: "mh 001" }).strength).toBe("certain");
  });

  it("[MT5] is only likely of the same ABHA or card when sex, age or name contradicts, and says so", () => {
    expect(judged(base, { names: ["Sunita"], sex: "male", abha: "91123456789012" })).toEqual({
      strength: "likely",
      codes: ["same-abha", "partial-name", "sex-differs"],
    });
    expect(judged(base, { names: ["Sunita"], birthDate: "1960-01-01", card: "MH001" }).codes).toContain(
      "age-differs",
    );
    const sister = judged(base, { names: ["Anita Kumari"], sex: "female", ageYears: 36, card: "MH001" });
    expect(sister).toMatchObject({ strength: "likely" });
    expect(sister.codes).toContain("name-differs");
  });

  it("[MT5] [MT6] follows the ABDM rule: mobile, sex, age within two years and a close name", () => {
    const twin = judged(base, {
      names: ["Suneetha Jadav"],
      sex: "female",
      ageYears: 37,
      phone: "+91 98765-43210",
    });
    expect(twin.strength).toBe("likely");
    expect(twin.codes).toContain("abdm-returning-patient");
    const older = judged(base, { names: ["Sunita Yadav"], sex: "female", ageYears: 39, phone: "9876543210" });
    expect(older.strength).toBe("likely");
    expect(older.codes).not.toContain("abdm-returning-patient");
  });

  it("[MT5] takes a shared phone alone for a family", () => {
    expect(judged(base, { names: ["Ramesh Yadav"], sex: "male", phone: "9876543210" })).toEqual({
      strength: "possible",
      codes: ["same-phone", "name-differs", "sex-differs"],
    });
    const contradicted = judged(base, { names: ["Sunita Yadav"], sex: "male", phone: "9876543210" });
    expect(contradicted.strength).toBe("possible");
  });

  it("[MT5] takes close name, sex and age for possible, and for likely with the village or the relation", () => {
    const person = { names: ["Suneeta Yadav"], sex: "female", ageYears: 35 };
    expect(judged(base, person).strength).toBe("possible");
    expect(judged(base, { ...person, village: "रामपुर" }).strength).toBe("likely");
    const wife = { ...base, names: ["Sunita Yadav W/o Ramesh"] };
    expect(judged(wife, { ...person, relationName: "रमेश यादव" })).toMatchObject({ strength: "likely" });
  });

  it("[MT5] finds nobody by name alone, or against a contradiction", () => {
    expect(judged(base, { names: ["Sunita Yadav"] }).strength).toBeUndefined();
    expect(judged(base, { names: ["Sunita Yadav"], sex: "male", ageYears: 36 }).strength).toBeUndefined();
    expect(judged(base, { names: ["Sunita Yadav"], sex: "female", ageYears: 60 }).strength).toBeUndefined();
    expect(judged(base, { names: ["Sunita Yadav"], sex: "unknown", ageYears: 36 }).strength).toBeUndefined();
  });

  it("[MT5] finds a mononym again with sex, age and village", () => {
    const found = judged(base, { names: ["Sunita"], sex: "female", ageYears: 36, village: "Rampur" });
    expect(found).toMatchObject({ strength: "possible" });
  });

  it("[MT5] never joins two ABHA numbers into one certain person", () => {
    const other = judged(base, { names: ["Sunita Yadav"], abha: "91999999999999", card: "MH001" });
    expect(other).toMatchObject({ strength: "likely" });
    expect(other.codes).toContain("abha-differs");
  });

  it("[MT5] compares a newborn without a name by its numbers, and says nothing about the name", () => {
    const baby = { names: ["B/o Sunita"], abha: "91123456789012" };
    expect(judged(base, baby)).toEqual({ strength: "certain", codes: ["same-abha"] });
  });

  it("[MT5] sorts by strength, then by how much agrees, then by id, up to the limit", () => {
    const others = [
      known({ patientId: "d", names: ["Ramesh"], phone: "9876543210" }),
      known({ patientId: "c", names: ["Sunita Yadav"], sex: "female", phone: "9876543210", ageYears: 36 }),
      known({ patientId: "b", names: ["Sunita Yadav"], sex: "female", abha: "91123456789012" }),
      known({ patientId: "a", names: ["Ramesh"], phone: "9876543210" }),
      known({ patientId: "x", names: ["Gopal"] }),
    ];
    const ids = (limit?: number): string[] =>
      findDuplicates(base, others, { todayIso, ...(limit === undefined ? {} : { limit }) }).map(
        (one) => one.patientId,
      );
    expect(ids()).toEqual(["b", "c", "a", "d"]);
    expect(ids(2)).toEqual(["b", "c"]);
  });
});

describe("ageOn", () => {
  it("[MT6] counts a birth date, and lets a stated age grow", () => {
    expect(ageOn({ birthDate: "1996-06-01" }, todayIso)).toBeCloseTo(30, 1);
    expect(ageOn({ ageYears: 30, ageAsOf: "2022-06-01" }, todayIso)).toBeCloseTo(34.5, 1);
    expect(ageOn({ birthDate: "1996" }, todayIso)).toBeCloseTo(29.9, 1);
    expect(ageOn({ birthDate: "nonsense", ageYears: 4 }, todayIso)).toBe(4.5);
    expect(ageOn({}, todayIso)).toBeUndefined();
    expect(ageGap({ ageYears: 30 }, {}, todayIso)).toBeUndefined();
  });
});
