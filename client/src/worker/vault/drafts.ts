import { bytesToUtf8, utf8ToBytes } from "@arogyasync/shared/bytes";
import { type ReplicaStore, soundEntries } from "@arogyasync/shared/ports";
import type { TabBus } from "../../platform/tab-bus.ts";

const DRAFT = "~draft";

/** What is half typed, by the name of its form; no text: it was saved, or given up. */
export interface DraftChange {
  readonly key: string;
  readonly text: string | undefined;
}

/** Half-typed forms, sealed with the records of who types them; every tab of the vault knows them. [VA8][CL16] */
export const createDrafts = (deps: {
  readonly store: ReplicaStore;
  readonly bus: TabBus<DraftChange>;
  onChanged(changes: readonly DraftChange[]): void;
}) => {
  deps.bus.onMessage((change) => deps.onChanged([change]));
  return {
    async load(): Promise<void> {
      const entries = soundEntries(await deps.store.range([DRAFT]));
      deps.onChanged(entries.map(({ key, value }) => ({ key: key[1] ?? "", text: bytesToUtf8(value) })));
    },
    async keep({ key, text }: DraftChange): Promise<void> {
      deps.bus.send({ key, text });
      const at = [DRAFT, key];
      await deps.store.transact(
        [
          text === undefined
            ? { type: "delete", key: at }
            : { type: "put", key: at, value: utf8ToBytes(text) },
        ],
        // What was saved must not be offered again after a crash.
        text === undefined ? "strict" : "relaxed",
      );
    },
  };
};
