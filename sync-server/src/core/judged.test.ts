import { expect, test } from "vitest";
import { keyOf } from "./keys.ts";
import { flatten, type JudgedChange, unflatten } from "./judged.ts";

test("what crosses the thread boundary comes out as it went in", () => {
  const change = (n: number, code?: string, addedScopes: string[] = []): JudgedChange => ({
    docIndex: n,
    bytes: new Uint8Array(10 + n).fill(n),
    hash: new Uint8Array(32).fill(n),
    actor: new Uint8Array(16).fill(n),
    actorSeq: n,
    startOp: n + 1,
    maxOp: n + 2,
    time: -n,
    deps: new Uint8Array(32 * n).fill(n),
    manifest: n - 1,
    code,
    addedScopes,
    edit:
      n === 2
        ? {
            places: { names: ["5/name"], runs: [0, 1] },
            refs: [{ actor: "ab".repeat(16), counter: 9, place: "5/name" }],
          }
        : undefined,
  });
  const judged = {
    changes: [
      change(0),
      change(1, "append-only"),
      change(2, undefined, ["rampur"]),
      change(3, "append-only"),
    ],
    roots: [null, { bytes: Uint8Array.of(1), hash: new Uint8Array(32), operationCount: 5 }],
    names: [new Uint8Array(48)],
    isSigned: [true],
  };
  const wire = flatten(judged);
  expect(wire.codes).toEqual(["append-only"]);
  const out = unflatten(wire);
  expect(out).toMatchObject(judged);
  out.changes.forEach(({ hashKey, actorKey, depKeys, hash, actor, deps }) => {
    expect([hashKey, actorKey, depKeys.join("")]).toEqual([keyOf(hash), keyOf(actor), keyOf(deps)]);
    expect(depKeys).toHaveLength(deps.length / 32);
  });
});
