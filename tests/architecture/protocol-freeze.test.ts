import { createHash } from "node:crypto";
import { bootstrapRecordSchema, downSchema, PROTOCOL_VERSION, upSchema } from "@arogyasync/shared/protocol";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { frozenSchemas } from "./frozen-schemas.ts";

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
