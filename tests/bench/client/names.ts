import { people } from "@arogyasync/cli/testing";

const SEED = 10_000;

export interface BenchPerson {
  readonly name: string;
  readonly nameLocal: string;
  readonly sex: "female" | "male";
  readonly ageYears: number;
  readonly village: string;
  readonly phone: string;
  readonly card: string;
}

/** Made-up patients: the demo's names, with a father's or husband's name between, as a district register has them. */
export const benchPeople = (count: number): BenchPerson[] => {
  const middles = people(count, SEED + 1);
  return people(count, SEED).map((person, n) => {
    const [given = "", ...surname] = person.name.split(" ");
    const [givenLocal = "", ...surnameLocal] = person.nameLocal.split(" ");
    const middle = middles[(n * 7) % count]!;
    return {
      ...person,
      name: [given, middle.name.split(" ")[0], ...surname].join(" "),
      nameLocal: [givenLocal, middle.nameLocal.split(" ")[0], ...surnameLocal].join(" "),
      phone: `9${String(100_000_000 + n * 7919)}`,
      card: `BENCH-${String(n).padStart(6, "0")}`,
    };
  });
};

const vowels: Readonly<Record<string, string>> = { a: "e", e: "i", i: "ee", o: "u", u: "o" };

const swapAt = (text: string, at: number): string =>
  `${text.slice(0, at)}${text[at + 1] ?? ""}${text[at] ?? ""}${text.slice(at + 2)}`;

/** What hurried fingers make of one word: a letter lost, two swapped, one doubled, or a vowel heard differently. */
const slip = (word: string, kind: number): string => {
  const at = 2 + (kind % 2);
  switch (kind % 4) {
    case 0:
      return `${word.slice(0, at)}${word.slice(at + 1)}`;
    case 1:
      return swapAt(word, at - 1);
    case 2:
      return `${word.slice(0, at)}${word[at - 1] ?? ""}${word.slice(at)}`;
    default:
      return word.replace(/[aeiou](?=[^aeiou]*$)/, (vowel) => vowels[vowel] ?? vowel);
  }
};

/** `count` misspelt searches for people who are there: given name and surname, a slip in one or both. */
export const misspeltQueries = (everybody: readonly BenchPerson[], count: number): string[] =>
  Array.from({ length: count }, (_, n) => {
    const person = everybody[(n * 211 + 17) % everybody.length]!;
    const words = person.name.toLowerCase().split(" ");
    const [given = "", surname = ""] = [words[0], words.at(-1)];
    if (n % 3 === 0) return slip(given, n);
    return n % 3 === 1 ? `${slip(given, n)} ${surname}` : `${slip(given, n)} ${slip(surname, n + 1)}`;
  });
