/**
 * Where the operations of one change write, in their order: names, and runs `[index of the name, how many, …]` with
 * -1 for "nothing may refer to it". As compact as the change itself: two thousand operations on one key take a dozen
 * bytes in a change, and must not take a quarter of a megabyte here.
 */
export interface Places {
  readonly names: readonly string[];
  readonly runs: readonly number[];
}

export const noPlaces: Places = { names: [], runs: [] };

/** @param places "" for what nothing may refer to. */
export const packPlaces = (places: readonly string[]): Places => {
  const indexByName = new Map<string, number>();
  const runs: number[] = [];
  for (const place of places) {
    let index = -1;
    if (place !== "") {
      index = indexByName.get(place) ?? indexByName.size;
      indexByName.set(place, index);
    }
    if (runs.at(-2) === index) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(index, 1);
  }
  return { names: [...indexByName.keys()], runs };
};

/** The place of the operation at this index of the change; "" when nothing may refer to it. */
export const placeAt = ({ names, runs }: Places, index: number): string => {
  let left = index;
  for (let i = 0; i < runs.length; i += 2) {
    const count = runs[i + 1] ?? 0;
    if (left < count) return names[runs[i] ?? -1] ?? "";
    left -= count;
  }
  return "";
};
