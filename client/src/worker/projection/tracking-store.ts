import type { ReplicaStore, StoreKey, StoreWrite } from "@arogyasync/shared/ports";

/** `["~dirty", document, mark]`: this document's chunks changed and the projection has not looked since. */
export const DIRTY = "~dirty";

const changedDocument = (write: StoreWrite): string | undefined => {
  const key: StoreKey = write.type === "deleteRange" ? write.prefix : write.key;
  const [document, kind] = key;
  if (document === undefined || document.startsWith("~")) return undefined;
  const isWhole = write.type === "deleteRange" && key.length === 1;
  return isWhole || kind === "incremental" || kind === "snapshot" ? document : undefined;
};

/**
 * A store that notes, in the same transaction, which documents were touched. Whoever is killed between storing changes
 * and projecting them finds the mark at the next start: the projection may lag, it never lies for long.
 * @param tab unique per tab and start, so that two tabs never remove each other's marks.
 */
export const trackChanges = (
  inner: ReplicaStore,
  tab: string,
  onChanged: (documents: readonly string[]) => void,
): ReplicaStore => {
  let counter = 0;
  return {
    get: (key) => inner.get(key),
    range: (prefix) => inner.range(prefix),
    close: () => inner.close(),
    async transact(writes, durability) {
      const documents = new Set<string>();
      for (const write of writes) {
        const document = changedDocument(write);
        if (document !== undefined) documents.add(document);
      }
      if (documents.size === 0) return inner.transact(writes, durability);
      const mark = `${tab}-${counter++}`;
      const marks = Array.from(
        documents,
        (document): StoreWrite => ({
          type: "put",
          key: [DIRTY, document, mark],
          value: new Uint8Array(0),
        }),
      );
      await inner.transact([...writes, ...marks], durability);
      onChanged(Array.from(documents));
    },
  };
};
