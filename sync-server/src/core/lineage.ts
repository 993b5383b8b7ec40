/**
 * Which changes of a document a change builds on: their numbers in the document's own order, as ascending disjoint
 * ranges `[from, to, from, to, …]`, ends included. A device has read the log up to somewhere and adds what it wrote
 * itself, so one or two ranges are the rule.
 */
export type Lineage = readonly number[];

/**
 * Hostile histories could have as many ranges as changes. Beyond this many the middle ones are forgotten: then less
 * is known to be an ancestor than is true, never more.
 */
export const MAX_RANGES = 256;

/** Everything before change number `no`: what somebody builds on who has the whole document. */
export const allBefore = (no: number): Lineage => (no > 1 ? [1, no - 1] : []);

export const isAllBefore = (lineage: Lineage, no: number): boolean =>
  no === 1 ? lineage.length === 0 : lineage.length === 2 && lineage[0] === 1 && lineage[1] === no - 1;

/** The union of several. */
export const uniteLineages = (lineages: readonly Lineage[]): Lineage => {
  const ranges: [number, number][] = [];
  for (const lineage of lineages)
    for (let i = 0; i < lineage.length; i += 2) ranges.push([lineage[i] ?? 0, lineage[i + 1] ?? 0]);
  ranges.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [from, to] of ranges) {
    const end = out.at(-1);
    if (end !== undefined && from <= end + 1) out[out.length - 1] = Math.max(end, to);
    else out.push(from, to);
  }
  return out.length <= 2 * MAX_RANGES ? out : [...out.slice(0, 2), ...out.slice(2 - 2 * MAX_RANGES)];
};

/** Whether the change with this number is among them. */
export const holdsNo = (lineage: Lineage, no: number): boolean => {
  // The newest are asked for most.
  for (let i = lineage.length - 2; i >= 0; i -= 2)
    if (no >= (lineage[i] ?? 0)) return no <= (lineage[i + 1] ?? 0);
  return false;
};
