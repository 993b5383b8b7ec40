import type { ReplicaStore } from "@arogyasync/shared/ports";

export type PlantedBug = "ack-before-commit" | "skipped-cursor" | "no-erasure-journal";

/**
 * A store that does not keep a cursor and its changes together: the cursor is durable first. A power cut in between
 * skips the changes for ever. The simulator must find it.
 */
export const cursorFirst = (store: ReplicaStore): ReplicaStore => ({
  ...store,
  transact: async (writes, durability) => {
    const cursors = writes.filter((w) => w.type === "put" && w.key[0] === "~cursor");
    if (cursors.length > 0 && cursors.length < writes.length) await store.transact(cursors, "strict");
    await store.transact(
      writes.filter((w) => !cursors.includes(w)),
      durability,
    );
  },
});
