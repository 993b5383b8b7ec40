import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareNames } from "./compare-names.ts";
import { nameKey, nameKeys, parseName } from "./name-key.ts";

const texts = (name: string): string[] => parseName(name).tokens.map((token) => token.text);

describe("nameKey", () => {
  it.each([
    ["लक्ष्मी", "Laxmi", "Lakshmi"],
    ["గీత", "Geeta", "Gita"],
    ["আশা", "Asha", "Aasha"],
    ["Kavitha", "Kavita", "कविता"],
    ["Dharmendra", "Dharmender", "धर्मेन्द्र"],
    ["Mohd", "Mohammed", "मोहम्मद"],
    ["Md.", "Muhammad", "মুহাম্মদ"],
    ["S. Ramesh", "Ramesh S", "Ramesh"],
    ["Aakash", "Akash", "आकाश"],
    ["Ambareesh", "Ambarish", "अंबरीश"],
    ["Amber", "Anbar", "Ambar"],
    ["Amaresh", "Amresh", "अमरेश"],
    ["Deshmukh", "Deshamukh", "देशमुख"],
    ["Vikas", "Bikash", "Wikas"],
    ["Faiz", "Phaij", "फ़ैज़"],
    ["Aarya", "Ariya", "आर्या"],
    ["Jaideep", "Jayadeep", "जयदीप"],
    ["Gyan", "Jnan", "ज्ञान"],
    ["Chaudhary", "Chowdhury", "चौधरी"],
    ["Mahadev", "Mahadeo", "महादेव"],
  ])("[MT2] is one key for %s, %s and %s", (a, b, c) => {
    expect(nameKey(b)).toBe(nameKey(a));
    expect(nameKey(c)).toBe(nameKey(a));
  });

  it.each([
    ["Aditya", "Aditi"],
    ["Kavya", "Kavi"],
    ["Ramesh", "Suresh"],
    ["Rajnath", "Gyanath"],
    ["Dev", "Devi"],
    ["Mazhar", "Malar"],
  ])("[MT2] keeps %s and %s apart", (a, b) => {
    expect(nameKey(a)).not.toBe(nameKey(b));
  });

  it("[MT2] has the same keys for every order of the words", () => {
    const name = fc.constantFrom(
      "Ramesh",
      "S.",
      "Kumari",
      "Devi",
      "Md.",
      "लक्ष्मी",
      "గీత",
      "Smt.",
      "Singh",
      "Patil",
    );
    const orders = fc
      .uniqueArray(name, { minLength: 1, maxLength: 5 })
      .chain((words) =>
        fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length })),
      );
    fc.assert(
      fc.property(orders, ([words, shuffled]) => {
        expect(nameKeys(shuffled.join(" "))).toEqual(nameKeys(words.join(" ")));
        if (nameKeys(words.join(" ")).length > 0) {
          expect(["same", "close"]).toContain(compareNames(words.join(" "), shuffled.join(" ")));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("[MT2] never throws, and comparing is symmetric, for any text", () => {
    const text = fc.string({ unit: "binary", maxLength: 30 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(compareNames(a, b)).toBe(compareNames(b, a));
      }),
      { numRuns: 300 },
    );
  });
});

describe("parseName", () => {
  it("[MT2] leaves titles out", () => {
    expect(texts("Smt. Sunita Devi")).toEqual(["sunita", "devi"]);
    expect(texts("श्रीमती सुनीता देवी")).toEqual(["sunita", "devi"]);
    expect(texts("Late Shri Ram Lal ji")).toEqual(["ram", "lal"]);
    expect(texts("Ramesh urf Raju")).toEqual(["ramesh", "raju"]);
    expect(texts("Dr.")).toEqual(["dr"]);
  });

  it.each([
    ["Ramesh S/o Suresh Kumar", "child", "suresh kumar"],
    ["Ramesh s/o. Shri Suresh", "child", "suresh"],
    ["Sunita W/O Ram Lal", "spouse", "ram lal"],
    ["Sunita (D/o Ram)", "child", "ram"],
    ["Asha C/o Mahesh", "care-of", "mahesh"],
    ["Ramesh son of Suresh", "child", "suresh"],
    ["रमेश पुत्र श्री सुरेश", "child", "suresh"],
    ["सुनीता पत्नी रामलाल", "spouse", "ramlal"],
  ])("[MT2] splits the relation off %s", (name, relation, relationName) => {
    expect(parseName(name)).toMatchObject({ relation, relationName });
    expect(parseName(name).tokens).toHaveLength(1);
  });

  it("[MT2] gives a newborn its mother's name as relation and no name of its own", () => {
    expect(parseName("B/o Sunita Devi")).toEqual({
      tokens: [],
      initials: [],
      relation: "baby",
      relationName: "sunita devi",
    });
    expect(compareNames("B/o Sunita", "B/o Anita")).toBe("different");
  });

  it("[MT2] reads initials before, after, joined and in Devanagari", () => {
    for (const name of ["S. Ramesh", "Ramesh S", "S.Ramesh", "Ramesh S.", "एस. रमेश"]) {
      expect(parseName(name)).toMatchObject({ initials: ["s"], tokens: [{ text: "ramesh" }] });
    }
    expect(parseName("S. O. Ramesh").initials).toEqual(["s", "o"]);
  });

  it("[MT2] keeps an apostrophe's name in one piece", () => {
    expect(texts("Maria D’Souza")).toEqual(["maria", "dsouza"]);
  });
});

describe("compareNames", () => {
  it.each([
    ["Laxmi Bai", "लक्ष्मी बाई", "same"],
    ["S. Ramesh", "Ramesh S", "same"],
    ["Yadav Ramesh", "Ramesh Yadav", "same"],
    ["Kavitha", "கவிதா", "same"],
    ["Priya", "பிரியா", "same"],
    ["Lakshmi", "லட்சுமி", "same"],
    ["Ganesh", "கணேஷ்", "same"],
    ["Ramesh", "Ramesh Kumar", "close"],
    ["Suresh Ramesh", "S. Ramesh", "close"],
    ["Satya Prakash", "Satyaprakash", "close"],
    ["Amolak Ram", "Amolik Ram", "close"],
    ["Ramesh", "Ramesh Yadav", "partial"],
    ["Ramesh Kumar", "Ramesh Singh", "partial"],
    ["Sunita Sharma", "Sunita Verma", "given"],
    ["Ramesh Yadav", "Suresh Yadav", "different"],
    ["Sita Devi", "Gita Devi", "different"],
    ["Mohd Ali", "Mohd Khan", "different"],
    ["Uma", "Om", "different"],
    ["", "Ramesh", "different"],
  ])("[MT2] %s and %s are %s", (a, b, likeness) => {
    expect(compareNames(a, b)).toBe(likeness);
    expect(compareNames(b, a)).toBe(likeness);
  });
});
