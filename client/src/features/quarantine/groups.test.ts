import type { QuarantineItem } from "@arogyasync/shared/api";
import { describe, expect, test } from "vitest";
import { acceptable, groupsOf } from "./groups.ts";

const item = (no: number, change: Partial<QuarantineItem> = {}): QuarantineItem => ({
  no,
  state: "open",
  code: "device-revoked",
  kind: "vitals",
  isHandedIn: true,
  batch: 1,
  author: { id: "asha", name: "Asha" },
  courier: "asha",
  device: { id: "phone-0001" },
  receivedAtMs: 1,
  clinics: [],
  mayRead: true,
  ...change,
});

describe("what came together", () => {
  test("stands together by hand-in, device and author; what came alone stands alone", () => {
    const groups = groupsOf([
      item(5),
      item(4, { author: { id: "ravi", name: "Ravi" } }),
      item(3),
      item(2, { batch: undefined }),
      item(1, { batch: undefined }),
    ]);
    expect(groups.map(({ items }) => items.map(({ no }) => no))).toEqual([[5, 3], [4], [2], [1]]);
  });

  test("[QR4] without a valid signature nothing is offered to be accepted", () => {
    const [group] = groupsOf([
      item(3, { author: undefined }),
      item(2, { author: undefined, state: "rejected" }),
    ]);
    expect(acceptable(group!)).toEqual([]);
    expect(acceptable(groupsOf([item(3), item(2, { state: "accepted" })])[0]!).map(({ no }) => no)).toEqual([
      3,
    ]);
  });
});
