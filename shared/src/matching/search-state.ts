import { WordTable, posting } from "./search-table.ts";

/** What is kept of a patient; numbers lie in an array of their own because every digit query reads all of them. */
export interface SearchDoc {
  readonly id: string;
  readonly rank: number;
  /** Word number × 2, plus 1 for a place or relation: what to undo when the patient is removed. */
  readonly refs: readonly number[];
}

export interface SearchState {
  readonly table: WordTable;
  /** By slot; undefined where a patient was removed. */
  readonly docs: (SearchDoc | undefined)[];
  readonly numbers: string[];
  readonly slots: Map<string, number>;
  readonly free: number[];
}

export const emptyState = (): SearchState => ({
  table: new WordTable(),
  docs: [],
  numbers: [],
  slots: new Map(),
  free: [],
});

/** Raise it whenever folding, aliases or skeleton rules change: keys are stored, and old ones would no longer meet new queries. */
const VERSION = 1;

interface Stored {
  readonly version: number;
  readonly words: string;
  readonly keys: string;
  readonly ids: readonly string[];
  readonly ranks: readonly number[];
  readonly numbers: readonly string[];
  readonly refs: readonly (readonly number[])[];
}

/** One JSON text in columns. Words no longer used and empty slots are left behind. */
export const serializeState = (state: SearchState): string => {
  const { table } = state;
  const newNumber = new Map<number, number>();
  const slots = [...state.slots.values()].sort((a, b) => a - b);
  const refs = slots.map((slot) =>
    (state.docs[slot]?.refs ?? []).map((ref) => {
      const word = ref >> 1;
      const number = newNumber.get(word) ?? newNumber.size;
      newNumber.set(word, number);
      return posting(number, (ref & 1) === 1);
    }),
  );
  const used = [...newNumber.keys()];
  const stored: Stored = {
    version: VERSION,
    words: used.map((word) => table.nameOf(word)).join("\n"),
    keys: used.map((word) => table.keys[word] ?? "").join("\n"),
    ids: slots.map((slot) => state.docs[slot]?.id ?? ""),
    ranks: slots.map((slot) => state.docs[slot]?.rank ?? 0),
    numbers: slots.map((slot) => state.numbers[slot] ?? ""),
    refs,
  };
  return JSON.stringify(stored);
};

/** Undefined for anything this version did not write. */
export const loadState = (data: string): SearchState | undefined => {
  const stored = parseStored(data);
  if (stored === undefined) return undefined;
  const state = emptyState();
  const words = stored.words === "" ? [] : stored.words.split("\n");
  const keys = stored.keys === "" ? [] : stored.keys.split("\n");
  if (words.length !== keys.length) return undefined;
  for (let i = 0; i < words.length; i++) state.table.add(words[i] ?? "", keys[i] ?? "");
  for (let slot = 0; slot < stored.ids.length; slot++) {
    const [id, rank, numbers, refs] = [
      stored.ids[slot],
      stored.ranks[slot],
      stored.numbers[slot],
      stored.refs[slot],
    ];
    if (typeof id !== "string" || typeof rank !== "number" || typeof numbers !== "string") return undefined;
    if (!Array.isArray(refs) || state.slots.has(id)) return undefined;
    for (const ref of refs) {
      const postings = Number.isInteger(ref) ? state.table.postings[ref >> 1] : undefined;
      if (postings === undefined) return undefined;
      postings.push(posting(slot, (ref & 1) === 1));
    }
    state.docs.push({ id, rank, refs });
    state.numbers.push(numbers);
    state.slots.set(id, slot);
  }
  return state;
};

const parseStored = (data: string): Stored | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { version, words, keys, ids, ranks, numbers, refs } = value as Partial<Record<keyof Stored, unknown>>;
  const columns = [ids, ranks, numbers, refs];
  const isStored = version === VERSION && typeof words === "string" && typeof keys === "string";
  return isStored && columns.every(Array.isArray) ? (value as Stored) : undefined;
};
