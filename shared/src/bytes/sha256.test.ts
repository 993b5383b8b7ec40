import { sha256 as portable } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "./sha256.ts";

it("the platform's SHA-256 and the portable one agree", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (b) => {
      expect(sha256(b)).toEqual(portable(b));
    }),
  );
});
