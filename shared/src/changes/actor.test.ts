import { expect, it } from "vitest";
import { bytesToHex, sha256 } from "../bytes/index.ts";
import { SeededRandom } from "../testing/seeded-random.ts";
import { actorPrefix, freshActor, isActorOf } from "./actor.ts";

const [key, other] = [1, 2].map((n) => new Uint8Array(32).fill(n)) as [Uint8Array, Uint8Array];

it("[AU2] an actor commits to its author's key and is never used twice", () => {
  const random = new SeededRandom(1);
  const actors = Array.from({ length: 500 }, () => freshActor(key, random));
  expect(new Set(actors).size).toBe(500);
  for (const actor of actors) {
    expect(actor).toMatch(/^[0-9a-f]{32}$/);
    expect(actor.startsWith(bytesToHex(sha256(key).subarray(0, 8)))).toBe(true);
    expect(isActorOf(actor, key)).toBe(true);
    expect(isActorOf(actor, other)).toBe(false);
  }
  expect(actorPrefix(key)).toHaveLength(16);
});
