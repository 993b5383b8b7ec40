import { expect, test } from "vitest";
import { TokenBucket } from "./limits.ts";

test("a bucket allows its burst, then says how long to wait, and fills with time", () => {
  const bucket = new TokenBucket(10, 5, 0);
  expect(bucket.take(5, 0)).toBe(0);
  expect(bucket.take(1, 0)).toBe(100);
  expect(bucket.take(1, 100)).toBe(100);
  expect(bucket.take(0, 10_000)).toBe(0);
  expect(bucket.isFull(10_000)).toBe(true);
});

test("a clock that jumps back neither fills nor empties the bucket", () => {
  const bucket = new TokenBucket(10, 5, 1_000_000);
  expect(bucket.take(5, 0)).toBe(0);
  expect(bucket.take(1, 0)).toBe(100);
});
