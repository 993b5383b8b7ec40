import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { bytesToHex, canonicalJson, sha256, utf8ToBytes } from "../bytes/index.ts";
import { bootstrapRecordSchema } from "./bootstrap.ts";
import { downSchema } from "./down.ts";
import { upSchema } from "./up.ts";
import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from "./version.ts";

/**
 * If this test fails, the bytes on the wire changed. An addition that old peers ignore keeps the version and gets a
 * new hash here; anything else raises PROTOCOL_VERSION and gets a line in its history (version.ts).
 */
const FROZEN = {
  version: 1,
  up: "cd6b05eee5ab085f3bdc8d736e61e61d",
  down: "6e841401549e097cac697bd7484f1e2a",
  bootstrap: "18cef3061e91fb560ea6f2a866425358",
};

const schemaHash = (schema: z.ZodMiniType): string => {
  const json: unknown = z.toJSONSchema(schema, {
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      const described = z.globalRegistry.get(zodSchema)?.description;
      if (described !== undefined) jsonSchema.description = described;
    },
  });
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(json)))).slice(0, 32);
};

describe("the protocol", () => {
  it("[PR2] is frozen under its version", () => {
    expect({
      version: PROTOCOL_VERSION,
      up: schemaHash(upSchema),
      down: schemaHash(downSchema),
      bootstrap: schemaHash(bootstrapRecordSchema),
    }).toEqual(FROZEN);
  });

  it("[PR2] the freeze sees lengths of byte strings as well", () => {
    const text = JSON.stringify(z.toJSONSchema(upSchema, { unrepresentable: "any" }));
    expect(text).toContain("bytes[64]");
  });

  it("[PR2] the oldest client that is understood is never made younger", () => {
    expect(MIN_PROTOCOL_VERSION).toBe(1);
  });
});
