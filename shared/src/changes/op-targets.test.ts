import * as A from "@automerge/automerge/slim";
import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { randomChanges } from "../testing/random-changes.ts";
import { SeededRandom } from "../testing/seeded-random.ts";
import { plainChange, readChange } from "./chunk.ts";
import { type OpTarget, readOpTargets } from "./op-targets.ts";

const inflate = (data: Uint8Array, maxOutputLength: number) =>
  Promise.resolve(new Uint8Array(inflateRawSync(data, { maxOutputLength })));

test("the targets of operations are read as Automerge's own decoder gives them", async () => {
  const made = [1, 2, 3].flatMap((seed) => randomChanges(new SeededRandom(seed), 4, 120));
  const seen = new Set<OpTarget["action"]>();
  for (const deflated of made) {
    const bytes = await plainChange(deflated, inflate);
    const read = readChange(bytes);
    if (!read.ok) throw new Error(read.error);
    const targets = readOpTargets(bytes, read.value);
    for (const { action } of targets) seen.add(action);
    expect(targets.map(({ container, key }) => [container, key])).toEqual(
      A.decodeChange(bytes).ops.map((op) => [op.obj === "_root" ? 0 : Number.parseInt(op.obj, 10), op.key]),
    );
    expect(targets.map(({ action }) => action)).toEqual(
      A.decodeChange(bytes).ops.map(({ action }) => (/^(makeMap|set|del)$/.test(action) ? action : "other")),
    );
  }
  expect([...seen].sort()).toEqual(["del", "makeMap", "other", "set"]);
});
