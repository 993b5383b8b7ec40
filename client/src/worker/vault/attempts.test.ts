import { expect, test } from "vitest";
import { needsSignIn, nextTryAtMs, noAttempts, sinceNow, withOneMore } from "./attempts.ts";

const after = (failed: number, lastAtMs = 1_000_000) => ({ failed, lastAtMs });
const waitMinutes = (failed: number) =>
  ((nextTryAtMs(after(failed), 1_000_000) ?? 1_000_000) - 1_000_000) / 60_000;

test("[VA5] four wrong PINs cost nothing, then 1, 5, 15, 60, 60 minutes, then the password", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(waitMinutes)).toEqual([0, 0, 0, 0, 0, 1, 5, 15, 60, 60]);
  expect([8, 9, 10].map((failed) => needsSignIn(after(failed)))).toEqual([false, false, true]);
  let attempts = noAttempts;
  for (let n = 0; n < 5; n++) attempts = withOneMore(attempts, 5000);
  expect(nextTryAtMs(attempts, 5000)).toBe(65_000);
  expect(nextTryAtMs(attempts, 65_000)).toBeUndefined();
});

test("[VA5] a clock that was set back years neither frees nor lengthens the wait", () => {
  const backTo = 1000;
  expect(nextTryAtMs(sinceNow(after(5), backTo), backTo)).toBe(backTo + 60_000);
});
