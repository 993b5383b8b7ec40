import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { must } from "../result.ts";
import { type SearchEntry, createSearchIndex, loadSearchIndex } from "./search-index.ts";

const people: SearchEntry[] = [
  {
    id: "p1",
    names: ["Lakshmi Devi", "लक्ष्मी देवी"],
    phone: "+91 98765 43210",
    cards: ["MH-001/22"],
    village: "Rampur",
  },
  { id: "p2", names: ["Ramesh Yadav S/o Suresh"], phone: "9123456780", village: "Sitapur" },
  { id: "p3", names: ["గీత"], village: "Guntur" },
  { id: "p4", names: ["Mohd Salim Khan"], cards: ["KA 77"] },
  { id: "p5", names: ["Kavitha S."], village: "Rampur", rank: 2 },
  { id: "p6", names: ["கவிதா"], rank: 1 },
  { id: "p7", names: ["Gitanjali Rao"] },
  { id: "p8", names: ["Satyaprakash Mishra"] },
];
const indexOf = (entries: readonly SearchEntry[]): ReturnType<typeof createSearchIndex> => {
  const index = createSearchIndex();
  for (const entry of entries) index.upsert(entry);
  return index;
};
const ids = (query: string, index = indexOf(people)): string[] =>
  index.search(query, 10).map((hit) => hit.id);

describe("search", () => {
  it.each([
    ["laxmi", ["p1"]],
    ["लक्ष्मी", ["p1"]],
    ["லட்சுமி", ["p1"]],
    ["lak", ["p1"]],
    ["devi lakshmi", ["p1"]],
    ["Smt. Lakshmi", ["p1"]],
    ["geeta", ["p3", "p7"]],
    ["मोहम्मद सलीम", ["p4"]],
    ["muhammad", ["p4"]],
    ["kavita", ["p6", "p5"]],
    ["கவிதா", ["p6", "p5"]],
    ["satya prakash", ["p8"]],
    ["rmesh", ["p2"]],
    ["satyaprkaah", ["p8"]],
    ["kavitha s", ["p5"]],
  ])("[MT7] finds %s", (query, expected) => {
    expect(ids(query)).toEqual(expected);
  });

  it("[MT7] wants every word, and counts a village or a relation less than a name", () => {
    expect(ids("lakshmi rampur")).toEqual(["p1"]);
    expect(ids("lakshmi sitapur")).toEqual([]);
    const [suresh] = indexOf([...people, { id: "p9", names: ["Suresh"] }]).search("suresh", 5);
    expect(suresh).toMatchObject({ id: "p9", score: 100, why: ["exact"] });
    expect(indexOf(people).search("suresh", 5)).toEqual([{ id: "p2", score: 60, why: ["place"] }]);
  });

  it("[MT7] finds phone and card numbers by any three digits or more, in any script", () => {
    expect(ids("98765 43210")).toEqual(["p1"]);
    expect(ids("+91-9876543210")).toEqual(["p1"]);
    expect(ids("3210")).toEqual(["p1"]);
    expect(ids("३२१०")).toEqual(["p1"]);
    expect(ids("mh001")).toEqual(["p1"]);
    expect(ids("MH-001/22")).toEqual(["p1"]);
    expect(ids("lakshmi 543")).toEqual(["p1"]);
    expect(ids("32")).toEqual([]);
    expect(indexOf(people).search("001", 5)[0]?.why).toEqual(["card"]);
    expect(indexOf(people).search("9123456780", 5)[0]).toMatchObject({ score: 100, why: ["phone"] });
  });

  it("[MT7] tries misspellings only when fewer than five are found", () => {
    const many = Array.from({ length: 5 }, (_, i): SearchEntry => ({ id: `r${i}`, names: ["Ramesh"] }));
    const mahesh: SearchEntry = { id: "m", names: ["Ramehs"] };
    expect(ids("ramesh", indexOf([...many, mahesh]))).not.toContain("m");
    expect(ids("ramesh", indexOf([...many.slice(1), mahesh]))).toContain("m");
  });

  it("[MT7] orders by score, then rank, then id", () => {
    const tied = ["b", "a", "c"].map(
      (id): SearchEntry => ({ id, names: ["Asha"], rank: id === "c" ? 9 : 0 }),
    );
    expect(ids("asha", indexOf(tied))).toEqual(["c", "a", "b"]);
    expect(
      indexOf(tied)
        .search("asha", 2)
        .map((hit) => hit.id),
    ).toEqual(["c", "a"]);
    expect(indexOf(tied).search("asha", 0)).toEqual([]);
    expect(indexOf(tied).search("  ", 5)).toEqual([]);
  });

  it("[MT7] replaces on upsert and forgets on remove", () => {
    const index = indexOf(people);
    index.upsert({ id: "p1", names: ["Asha"] });
    expect(ids("lakshmi", index)).toEqual([]);
    expect(ids("asha", index)).toEqual(["p1"]);
    expect(index.size).toBe(people.length);
    expect(index.remove("p1")).toBe(true);
    expect(index.remove("p1")).toBe(false);
    expect(ids("asha", index)).toEqual([]);
    expect(ids("98765", index)).toEqual([]);
    index.upsert({ id: "p10", names: ["Bela"], phone: "9000000001" });
    expect(ids("900000", index)).toEqual(["p10"]);
  });
});

describe("serialize", () => {
  const name = fc.constantFrom(
    "Ramesh",
    "Sunita",
    "लक्ष्मी",
    "கவிதா",
    "Mohd",
    "Kavitha",
    "S.",
    "Yadav",
    "Devi",
    "آشا",
  );
  const entry = fc.record({
    id: fc.integer({ min: 0, max: 12 }).map((n) => `p${n}`),
    names: fc.array(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((words) => words.join(" ")),
      { maxLength: 2 },
    ),
    phone: fc.constantFrom("9876543210", "9123456789", ""),
    cards: fc.array(fc.constantFrom("A1", "MH001"), { maxLength: 2 }),
    village: fc.constantFrom("Rampur", "सीतापुर", ""),
    rank: fc.integer({ min: 0, max: 3 }),
  });
  const step = fc.oneof(
    { weight: 3, arbitrary: entry.map((add) => ({ add })) },
    { weight: 1, arbitrary: entry.map(({ id }) => ({ drop: id })) },
  );
  const queries = [
    "ramesh",
    "रमेश",
    "r",
    "laxmi",
    "kavita",
    "s",
    "987",
    "mh0",
    "sunita yadav",
    "sunitta",
    "rampur",
    "آشا",
  ];

  it("[MT8] loads to an index that answers as before, and as one built from what is left, after any history", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.nat(25), (steps, storedAfter) => {
        let index = createSearchIndex();
        const left = new Map<string, SearchEntry>();
        for (const [at, one] of steps.entries()) {
          // A phone stores its index now and then, opens it again and goes on.
          if (at === storedAfter) index = must(loadSearchIndex(index.serialize()), "what was just stored");
          if ("add" in one) {
            index.upsert(one.add);
            left.set(one.add.id, one.add);
          } else expect(index.remove(one.drop)).toBe(left.delete(one.drop));
        }
        const loaded = loadSearchIndex(index.serialize());
        const rebuilt = indexOf([...left.values()]);
        expect(index.size).toBe(left.size);
        expect(loaded?.size).toBe(left.size);
        for (const query of queries) {
          const hits = index.search(query, 5);
          expect(loaded?.search(query, 5)).toEqual(hits);
          expect(rebuilt.search(query, 5)).toEqual(hits);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("[MT8] goes on taking changes after loading", () => {
    const loaded = loadSearchIndex(indexOf(people).serialize());
    loaded?.upsert({ id: "p1", names: ["Asha"] });
    loaded?.remove("p2");
    expect(loaded?.search("lakshmi", 5)).toEqual([]);
    expect(loaded?.search("asha", 5).map((hit) => hit.id)).toEqual(["p1"]);
    expect(loaded?.size).toBe(people.length - 1);
  });

  it("[MT8] refuses damaged data and other versions instead of throwing", () => {
    const good = indexOf(people).serialize();
    expect(loadSearchIndex(good)).toBeDefined();
    expect(loadSearchIndex(new Uint8Array(0))).toBeUndefined();
    expect(loadSearchIndex(new TextEncoder().encode('{"version":1}'.padEnd(64)))).toBeUndefined();
    expect(loadSearchIndex(good.slice(0, -8))).toBeUndefined();
    expect(loadSearchIndex(good.slice(0, -5))).toBeUndefined();
    // Any byte of it, wherever it lies.
    for (let at = 0; at < good.length; at++) {
      const damaged = good.slice();
      damaged[at]! ^= 0x10;
      expect(loadSearchIndex(damaged), `byte ${at}`).toBeUndefined();
    }
  });

  it("[MT8] opens where it lies, at any place in a larger stretch of bytes", () => {
    const good = indexOf(people).serialize();
    const larger = new Uint8Array(good.length + 3);
    larger.set(good, 3);
    expect(loadSearchIndex(larger.subarray(3))?.search("laxmi", 5)).toEqual(
      indexOf(people).search("laxmi", 5),
    );
  });

  it("[MT7] [MT8] never throws for any name or query", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (text, query) => {
        const index = indexOf([{ id: "x", names: [text], phone: text, cards: [text], village: text }]);
        expect(index.search(query, 5).length).toBeLessThanOrEqual(1);
        expect(loadSearchIndex(index.serialize())?.search(query, 5)).toEqual(index.search(query, 5));
      }),
    );
  });
});
