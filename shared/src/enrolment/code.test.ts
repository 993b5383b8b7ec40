import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesToHex } from "../bytes/index.ts";
import { SeededRandom } from "../testing/index.ts";
import {
  ENROLMENT_CODE_LENGTH,
  enrolmentCodeHash,
  groupedCode,
  newEnrolmentCode,
  readEnrolmentCode,
} from "./code.ts";
import { codeInFragment, enrolmentLink } from "./link.ts";

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const code = fc.integer().map((seed) => newEnrolmentCode(new SeededRandom(seed)));
const place = fc.integer({ min: 0, max: ENROLMENT_CODE_LENGTH - 1 });
const mistyped = { ok: false, error: "enrolment-code-mistyped" };

describe("[ID30] an enrolment code", () => {
  it("is read as it was made: in groups, in small letters, with O for 0 and l for 1, or as the whole link", () => {
    fc.assert(
      fc.property(code, (made) => {
        const sloppy = groupedCode(made).toLowerCase().replaceAll("0", "O").replaceAll("1", "l");
        for (const typed of [
          made,
          sloppy,
          `  ${groupedCode(made)} `,
          enrolmentLink("https://relay.example", made),
        ])
          expect(readEnrolmentCode(typed)).toEqual({ ok: true, value: made });
      }),
    );
  });

  it("names every single wrong symbol", () => {
    fc.assert(
      fc.property(code, place, fc.constantFrom(...SYMBOLS.split("")), (made, at, symbol) => {
        fc.pre(made[at] !== symbol);
        expect(readEnrolmentCode(made.slice(0, at) + symbol + made.slice(at + 1))).toEqual(mistyped);
      }),
      { numRuns: 500 },
    );
  });

  it("names any two symbols that changed places", () => {
    fc.assert(
      fc.property(code, place, place, (made, a, b) => {
        fc.pre(made[a] !== made[b]);
        const symbols = made.split("");
        [symbols[a], symbols[b]] = [made[b] ?? "", made[a] ?? ""];
        expect(readEnrolmentCode(symbols.join(""))).toEqual(mistyped);
      }),
      { numRuns: 500 },
    );
  });

  it("says that it is too short, and that it is none", () => {
    expect(readEnrolmentCode("7K3M-9Q")).toEqual({ ok: false, error: "enrolment-code-short" });
    expect(readEnrolmentCode("UUUU-UUUU-UUUU")).toEqual(mistyped);
    expect(readEnrolmentCode("0000-0000-0000-0")).toEqual(mistyped);
    expect(readEnrolmentCode("०००० ०००० ००००")).toEqual({ ok: true, value: "000000000000" });
  });

  it("has one check symbol and one hash that another implementation can compute", () => {
    const made = newEnrolmentCode({
      bytes: (n) => Uint8Array.from({ length: n }, (_, i) => i),
      fraction: () => 0,
    });
    expect(made).toBe("0123456789AM");
    expect(bytesToHex(enrolmentCodeHash(made)).slice(0, 16)).toBe("a24c2ed833b8789f");
  });

  it("stands behind the # of its link, where no server sees it", () => {
    const link = new URL(enrolmentLink("https://relay.example/", "7K3M9QXT2B4V"));
    expect([link.pathname, link.search, link.hash]).toEqual(["/login", "", "#enrol=7K3M9QXT2B4V"]);
    expect(codeInFragment(link.hash)).toBe("7K3M9QXT2B4V");
    expect(codeInFragment("#main")).toBeUndefined();
  });
});
