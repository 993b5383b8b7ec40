import { type Matches, matchNumber } from "./search-match.ts";
import { WordTable } from "./search-table.ts";
import type { Words } from "./search-words.ts";

/** Some of the patients of an index, each in a numbered slot. */
export interface SearchPart {
  readonly words: Words;
  /** Patients in it. */
  readonly size: number;
  /** One more than the highest slot. */
  readonly slotCount: number;
  /** Undefined where no patient is (any more). */
  idAt(slot: number): string | undefined;
  rankAt(slot: number): number;
  /** The digits of phones and cards, as `numbersOf` writes them. */
  numbersAt(slot: number): string;
  withNumber(text: string): Matches;
}

/** What is kept of a patient that was added since the index was stored. */
interface FreshDoc {
  readonly id: string;
  readonly rank: number;
  /** Word number × 2, plus 1 for a place or relation: what to undo when the patient is removed. */
  readonly refs: readonly number[];
}

/** Patients that were added since the index was stored: a part that changes. */
export class FreshPart implements SearchPart {
  readonly words = new WordTable();
  readonly slots = new Map<string, number>();
  readonly free: number[] = [];
  /** By slot; undefined where a patient was removed. */
  readonly docs: (FreshDoc | undefined)[] = [];
  /** Apart from `docs`, because every digit query reads all of them. */
  readonly numbers: string[] = [];

  get size(): number {
    return this.slots.size;
  }
  get slotCount(): number {
    return this.docs.length;
  }
  idAt(slot: number): string | undefined {
    return this.docs[slot]?.id;
  }
  rankAt(slot: number): number {
    return this.docs[slot]?.rank ?? 0;
  }
  numbersAt(slot: number): string {
    return this.numbers[slot] ?? "";
  }
  withNumber(text: string): Matches {
    return matchNumber(this.numbers, text);
  }
}
