import { expect, it } from "vitest";
import { canEditSchema, migrateReading, READING_VERSION } from "./migrate.ts";
import type { Reading } from "./reading.ts";

const reading = (v: number): Reading => ({
  v,
  nonce: "AAAAAAAAAAAAAAAAAAAAAA",
  measuredAt: 0,
  author: "a",
  source: "keypad",
  novel: { kept: true },
});

it("[RC9] today's and tomorrow's readings pass through with all they carry", () => {
  for (const v of [READING_VERSION, READING_VERSION + 5])
    expect(migrateReading(reading(v))).toEqual(reading(v));
});

it("[RC9] an older app does not edit a newer document", () => {
  expect([canEditSchema(1, 1), canEditSchema(1, 2), canEditSchema(2, 1)]).toEqual([true, true, false]);
});
