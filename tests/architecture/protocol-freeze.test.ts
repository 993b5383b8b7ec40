import { createHash } from "node:crypto";
import {
  LIVE_PROTOCOL_VERSION,
  liveDownSchema,
  liveUpSchema,
  liveValueSchema,
} from "@arogyasync/shared/live";
import { bootstrapRecordSchema, downSchema, PROTOCOL_VERSION, upSchema } from "@arogyasync/shared/protocol";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { frozenLiveSchemas, frozenSchemas } from "./frozen-schemas.ts";

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === "object"
      ? Object.fromEntries(
          Object.keys(value)
            .toSorted()
            .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
        )
      : value;

/** JSON Schema cannot say "32 bytes"; the byte fields' `describe` text does, and is part of what is hashed. */
const schemaHash = (schema: z.ZodMiniType): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(z.toJSONSchema(schema, { unrepresentable: "any" }))))
    .digest("hex");

test.each([
  ["up", upSchema],
  ["down", downSchema],
  ["bootstrap", bootstrapRecordSchema],
] as const)("[PR1] the %s messages are those of the frozen protocol version", (lane, schema) => {
  const found = schemaHash(schema);
  expect(
    found,
    `The ${lane} messages no longer look like protocol version ${PROTOCOL_VERSION}. Phones in the field speak the ` +
      `frozen form. If nobody runs this version yet, put ${found} into tests/architecture/frozen-schemas.ts. ` +
      `Otherwise raise PROTOCOL_VERSION in shared/src/protocol/version.ts, add a history line there, keep decoding ` +
      `the old form down to MIN_PROTOCOL_VERSION, and add the new version with this hash beside the old one.`,
  ).toBe(frozenSchemas[PROTOCOL_VERSION]?.[lane]);
});

test("the size of a byte field is part of what is frozen", () => {
  const sized = (length: number) =>
    z.object({ b: z.instanceof(Uint8Array).check(z.describe(`bytes[${length}]`)) });
  expect(schemaHash(sized(16))).not.toBe(schemaHash(sized(32)));
});

test.each([
  ["up", liveUpSchema],
  ["down", liveDownSchema],
  ["value", liveValueSchema],
] as const)("[LV4] the live channel's %s is that of the frozen live protocol version", (lane, schema) => {
  const found = schemaHash(schema);
  expect(
    found,
    `The live channel's ${lane} no longer looks like live protocol version ${LIVE_PROTOCOL_VERSION}. Gateways and boards ` +
      `speak the frozen form. If nobody runs this version yet, put ${found} into tests/architecture/frozen-schemas.ts. ` +
      `Otherwise raise LIVE_PROTOCOL_VERSION in shared/src/live/version.ts, add a history line there, and add the new ` +
      `version with this hash beside the old one.`,
  ).toBe(frozenLiveSchemas[LIVE_PROTOCOL_VERSION]?.[lane]);
});

test("[LV2] one more key of a value, or a key less, is another protocol", () => {
  const { shape } = liveValueSchema;
  const { spo2: _gone, ...less } = shape;
  const hashes = [
    liveValueSchema,
    z.strictObject({ ...shape, patientId: z.string() }),
    z.strictObject(less),
    // A value that lets unknown keys pass is not the same either.
    z.looseObject(shape),
  ].map(schemaHash);
  expect(new Set(hashes).size).toBe(4);
});
