import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latinDigits, normaliseText, toRoman } from "./transliterate.ts";

describe("toRoman", () => {
  it.each([
    ["लक्ष्मी", "lakshmi"],
    ["देशमुख", "deshmukh"],
    ["अलकनंदा", "alaknanda"],
    ["चन्द्र", "chandra"],
    ["आदर्श", "adarsh"],
    ["ज्ञानेश्वर", "gyaneshvar"],
    ["चोपड़ा", "chopra"],
    ["फ़रज़ाना", "farzana"],
    ["আশা", "asha"],
    ["যাদব", "jadab"],
    ["ਗੁਰਪ੍ਰੀਤ", "gurprit"],
    ["રમેશ", "ramesh"],
    ["ଜଗନ୍ନାଥ", "jagannatha"],
    ["முருகன்", "murugan"],
    ["கவிதா", "kavita"],
    ["గీత", "gita"],
    ["ಕಾವ್ಯ", "kavya"],
    ["ലക്ഷ്മി", "lakshmi"],
    ["രമേശൻ", "rameshan"],
  ])("[MT1] reads %s as %s", (written, roman) => {
    expect(toRoman(written)).toBe(roman);
  });

  it("[MT1] reads precomposed and decomposed nukta letters alike", () => {
    expect(toRoman("चोप\u095cा")).toBe(toRoman("चोप\u0921\u093cा"));
  });

  it("[MT1] strips Latin diacritics, joiners and no-break spaces", () => {
    expect(toRoman("José\u00a0Núñez\u200d")).toBe("jose nunez");
    expect(normaliseText("  a\u00a0\u200b b\ufeff ")).toBe("a b");
  });

  it("[MT1] reads mixed scripts and leaves unknown ones alone", () => {
    expect(toRoman("Ramesh रमेश")).toBe("ramesh ramesh");
    expect(toRoman("محمد")).toBe("محمد");
  });

  it("[MT1] reads every Indic digit, Arabic-Indic and full-width ones", () => {
    for (let block = 0x0900; block < 0x0d80; block += 0x80) {
      const digits = Array.from({ length: 10 }, (_, i) => String.fromCodePoint(block + 0x66 + i)).join("");
      expect(latinDigits(digits)).toBe("0123456789");
    }
    expect(latinDigits("۰۱٢３")).toBe("0123");
  });

  it("[MT1] never throws, and gives no Indic letter back, for any text", () => {
    const anyText = fc.string({ unit: "binary", maxLength: 40 });
    const indic = fc.string({
      unit: fc.integer({ min: 0x0900, max: 0x0d7f }).map((code) => String.fromCodePoint(code)),
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.oneof(anyText, indic), (text) => {
        expect(toRoman(text)).not.toMatch(/[\u0900-\u0d7f]/);
      }),
      { numRuns: 500 },
    );
  });
});
