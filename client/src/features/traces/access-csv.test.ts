import type { AccessEntry } from "@arogyasync/shared/access";
import { expect, test } from "vitest";
import { accessCsv } from "./access-csv.ts";

const entry: AccessEntry = {
  no: 7,
  id: "A".repeat(22),
  at: Date.UTC(2026, 10, 20, 6),
  person: "asha",
  roles: ["field"],
  patients: ["p1", "p2"],
  what: "break-glass",
  purpose: "BTG",
  device: "d1",
  reason: "",
};
const rowsOf = (csv: string): string[] => csv.slice(1).trimEnd().split("\r\n");

test("one line an entry, with who reviewed it, in a form that spreadsheets read", () => {
  const reviews = [{ no: 7, by: "meera", note: 'said "yes", twice', atMs: Date.UTC(2026, 10, 21) }];
  const csv = accessCsv([entry], reviews, { asha: "आशा देवी" });
  expect(csv.startsWith("\uFEFF")).toBe(true);
  expect(rowsOf(csv)[1]).toBe(
    '"7","2026-11-20T06:00:00.000Z","","asha","आशा देवी","field","p1 p2","break-glass","BTG","d1","","","meera","2026-11-21T00:00:00.000Z","said ""yes"", twice"',
  );
});

test("[TR45] no cell is a formula, whatever a person typed", () => {
  for (const reason of ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"]) {
    const line = accessCsv([{ ...entry, reason }], [], {})
      .slice(1)
      .split("\r\n")
      .slice(1)
      .join("\r\n");
    expect(line).toContain(`"'${reason.replaceAll('"', '""')}"`);
  }
  expect(accessCsv([{ ...entry, reason: "moved to ward 3-B" }], [], {})).toContain('"moved to ward 3-B"');
});
