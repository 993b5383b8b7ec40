/** One figure of a benchmark. `ratio`: the best peer's figure against ours, above 1 means ours is better. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peers: readonly { readonly name: string; readonly value: number }[];
  readonly ratio?: number;
}

/** @param q 0.5 is the median, 0.95 the p95 (nearest rank). */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? Number.NaN;
};

export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));

export const row = (name: string, value: number, unit: string): Row => ({
  name,
  value: rounded(value),
  unit,
  peers: [],
});
