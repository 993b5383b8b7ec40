import { type AccessEntry, type ChainHead, emptyChain } from "@arogyasync/shared/access";
import { type AccessRow, type AccessStore, chainEntries } from "../core/access-store.ts";

/** The access log in memory, for unit tests and simulations. */
export const createMemoryAccessStore = (): AccessStore & { readonly rows: AccessRow[] } => {
  const rows: AccessRow[] = [];
  const entries: AccessEntry[] = [];
  const ids = new Set<string>();
  const index = new Set<string>();
  const head = (): ChainHead => {
    const last = rows.at(-1);
    return last ? { no: last.no, hash: last.hash } : emptyChain;
  };
  return {
    rows,
    async append(given, at) {
      const fresh = given.filter(({ id }) => !ids.has(id) && ids.add(id));
      for (const { entry, text, hash } of chainEntries(head(), fresh, at)) {
        const { no, id, person, what } = entry;
        rows.push({ no, id, at, person, what, text, hash });
        entries.push(entry);
        for (const patient of entry.patients) index.add(`${patient}\n${no}`);
      }
      return head();
    },
    head: async () => head(),
    readChain: async (after, limit) => rows.filter((row) => row.no > after).slice(0, limit),
    isIndexed: async (patient, no) => index.has(`${patient}\n${no}`),
    indexCount: async () => index.size,
    list: async ({ patient, person, what, from, to, before, limit }) =>
      entries
        .filter(
          (e) =>
            (patient === undefined || e.patients.includes(patient)) &&
            (person === undefined || e.person === person) &&
            (what === undefined || e.what === what) &&
            (from === undefined || e.at >= from) &&
            (to === undefined || e.at < to) &&
            (before === undefined || e.no < before),
        )
        .toReversed()
        .slice(0, limit),
  };
};
