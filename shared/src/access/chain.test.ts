import { describe, expect, it } from "vitest";
import { bytesToHex } from "../bytes/index.ts";
import { CHAIN_START, type ChainedText, chainStart, entryHash, followChain } from "./chain.ts";
import { type AccessEntry, canonicalEntry, parseEntry } from "./entry.ts";

const entry = (no: number, change: Partial<AccessEntry> = {}): AccessEntry => ({
  no,
  id: String(no).padStart(22, "A"),
  at: 1_764_000_000_000 + no,
  person: "asha",
  roles: ["field"],
  patients: [`patient-${no % 3}`],
  what: "screen",
  purpose: "CAREMGT",
  device: "device-1",
  reason: "",
  ...change,
});
const chained = (entries: readonly AccessEntry[]): ChainedText[] => {
  let hash = CHAIN_START;
  return entries.map((one) => {
    const text = canonicalEntry(one);
    hash = entryHash(hash, text);
    return { no: one.no, text, hash };
  });
};
const rows = chained([1, 2, 3, 4, 5].map((no) => entry(no)));
const verdict = (bent: readonly ChainedText[]) => followChain(chainStart, bent).fault;

describe("the chain of the access log", () => {
  it("[TR2] recomputes to its head, in one go or piece by piece", () => {
    const whole = followChain(chainStart, rows);
    expect(whole.fault).toBeUndefined();
    expect(whole.head.no).toBe(5);
    const pieces = [rows.slice(0, 2), rows.slice(2)].reduce(
      (state, piece) => followChain(state, piece),
      chainStart,
    );
    expect(pieces).toEqual(whole);
  });

  it("[TR2] is pinned: domain, order of fields, hash", () => {
    expect(rows[0]?.text).toBe(
      '{"at":1764000000001,"device":"device-1","id":"AAAAAAAAAAAAAAAAAAAAA1","no":1,"patients":["patient-1"],' +
        '"person":"asha","purpose":"CAREMGT","reason":"","roles":["field"],"what":"screen"}',
    );
    expect(bytesToHex(rows[0]?.hash ?? CHAIN_START)).toBe(
      "2a96262ff77c77b793ade4d1aff48bb6d14b1b27ad2ee20bd777391a045fba83",
    );
  });

  it("[TR2] negative control: any tampering with any entry is found, at that entry", () => {
    for (let i = 0; i < rows.length; i++) {
      const at = i + 1;
      const original = parseEntry(rows[i]?.text ?? "");
      if (!original) throw new Error("an entry reads back");
      const changes: Partial<AccessEntry>[] = [
        { person: "ravi" },
        { at: original.at + 1 },
        { patients: [] },
        { patients: ["another"] },
        { what: "api" },
        { purpose: "BTG" },
        { device: "device-2" },
        { reason: "x" },
        { roles: [] },
        { courier: "ravi" },
        { deviceAt: 1 },
      ];
      for (const change of changes) {
        const text = canonicalEntry({ ...original, ...change });
        const bent = rows.with(i, { ...rows[i]!, text });
        expect(verdict(bent)).toEqual({ no: at, fault: "changed" });
        // Hashed anew, it no longer fits what follows; only the last entry needs a head that somebody kept.
        const rehashed = rows.with(i, {
          no: at,
          text,
          hash: entryHash(rows[i - 1]?.hash ?? CHAIN_START, text),
        });
        const expected = at < rows.length ? { no: at + 1, fault: "changed" } : undefined;
        expect(verdict(rehashed)).toEqual(expected);
      }
      if (at < rows.length) {
        expect(verdict(rows.toSpliced(i, 1))).toEqual({ no: at, fault: "missing" });
        expect(verdict(rows.with(i, rows[i + 1]!))).toEqual({ no: at, fault: "missing" });
      }
    }
  });

  it("[TR2] what does not read as the entry of that number, or is not found by its index, is a fault", () => {
    const odd = (text: string) => [{ no: 1, text, hash: entryHash(CHAIN_START, text) }];
    expect(verdict(odd(rows[1]!.text))).toEqual({ no: 1, fault: "unreadable" });
    expect(verdict(odd(JSON.stringify(entry(1))))).toEqual({ no: 1, fault: "unreadable" });
    expect(verdict(odd("not json"))).toEqual({ no: 1, fault: "unreadable" });
    expect(followChain(chainStart, rows, ({ no }) => no !== 3).fault).toEqual({ no: 3, fault: "index" });
  });
});
