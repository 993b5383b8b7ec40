/** A repeatable stream of numbers (mulberry32): the same demo from the same seed. For made-up data only. */
export interface Seeded {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  pick<T>(from: readonly T[]): T;
}

export const seeded = (seed: number): Seeded => {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
  return { fraction, between, pick: (from) => from[between(0, from.length - 1)]! };
};
