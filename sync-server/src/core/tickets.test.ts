import { SeededRandom } from "@arogyasync/shared/testing";
import { expect, it } from "vitest";
import { Tickets } from "./tickets.ts";

const claims = (n: number) => ({ user: `u${n}`, device: `d${n}`, key: new Uint8Array(32).fill(n) });

it("[ID20] a ticket opens once, within 30 s, and is nobody else's", () => {
  const tickets = new Tickets(new SeededRandom(1));
  const first = tickets.issue(claims(1), 0);
  const second = tickets.issue(claims(2), 0);
  expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(tickets.redeem(first, 29_999)).toEqual(claims(1));
  expect(tickets.redeem(first, 29_999)).toBeUndefined();
  expect(tickets.redeem(second, 30_001)).toBeUndefined();
  expect(tickets.redeem(second, 0)).toBeUndefined(); // trying it too late has used it up
  expect(tickets.redeem("", 0)).toBeUndefined();
  expect(tickets.size).toBe(0);
});

it("[ID20] what is asked for and never used is bounded, for one key and for all", () => {
  const tickets = new Tickets(new SeededRandom(2));
  const mine = Array.from({ length: 50 }, () => tickets.issue(claims(1), 0));
  expect(tickets.size).toBe(8);
  expect(tickets.redeem(mine[0] ?? "", 0)).toBeUndefined();
  expect(tickets.redeem(mine.at(-1) ?? "", 0)).toEqual(claims(1));
  for (let n = 0; n < 25_000; n++)
    tickets.issue({ ...claims(2), key: Uint8Array.of(n & 255, (n >> 8) & 255, ...new Uint8Array(30)) }, 1);
  expect(tickets.size).toBeLessThanOrEqual(20_000);
  tickets.issue(claims(3), 40_000);
  expect(tickets.size).toBe(1); // everything older has run out
});
