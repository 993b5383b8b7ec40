import type { Clock, Random } from "@arogyasync/shared/ports";
import {
  acknowledgements,
  type DocAddress,
  type DocId,
  type EntriesDoc,
  wardBeds,
  wardName,
} from "@arogyasync/shared/records";
import type { SaveResult } from "../data/app-data.ts";
import type { WardCommand, WardView } from "../data/ward.ts";
import type { WorkerEvent } from "./api.ts";
import type { Documents } from "./documents.ts";
import { wardEdits } from "./ward-edits.ts";

/** Changes within this time become one reading of the documents. */
const GATHER_MS = 50;

export interface Wards {
  watch(): void;
  unwatch(): void;
  changed(): void;
  save(command: WardCommand): Promise<SaveResult<null>>;
}
export interface OpenWard {
  readonly address: DocAddress & { readonly id: DocId };
  readonly doc: EntriesDoc;
  readonly view: WardView;
}

/** The ward documents of the session's clinics: told while a screen shows them, and edited. */
export const createWards = (deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly documents: Documents;
  userId(): string | undefined;
  worksAt(clinicId: string): boolean;
  notify(event: WorkerEvent): void;
}): Wards => {
  const { clock, documents } = deps;
  let isWatched = false;
  let isGathering = false;
  let begun = 0;

  const read = async (): Promise<OpenWard[]> => {
    const found = Array.from(documents.directory.entries()).filter(
      ([, { kind, owner }]) => kind === "ward" && deps.worksAt(owner),
    );
    const open = await Promise.all(
      found.map(async ([id, address]): Promise<OpenWard[]> => {
        const doc = await documents.cache.read<EntriesDoc>(id as DocId);
        if (!doc) return [];
        const view = {
          id,
          clinicId: address.owner,
          name: wardName(doc) ?? address.period,
          beds: wardBeds(doc),
          seen: acknowledgements(doc),
        };
        return [{ address: { ...address, id: id as DocId }, doc, view }];
      }),
    );
    return open.flat().sort((a, b) => (a.view.name < b.view.name ? -1 : 1));
  };
  const tell = async () => {
    const turn = ++begun;
    const value = (await read()).map(({ view }) => view);
    if (isWatched && turn === begun) deps.notify({ type: "wards", value });
  };
  const quietly = () => void tell().catch(() => {}); // a failed read shows as a storage problem

  return {
    watch() {
      isWatched = true;
      quietly();
    },
    unwatch() {
      isWatched = false;
    },
    changed() {
      if (!isWatched || isGathering) return;
      isGathering = true;
      clock.after(GATHER_MS, () => {
        isGathering = false;
        quietly();
      });
    },
    async save(command) {
      const userId = deps.userId();
      if (userId === undefined) return { ok: false, code: "not-signed-in" };
      const planned = wardEdits(command, await read(), { nowMs: clock.now(), userId, random: deps.random });
      if (!planned.ok) return { ok: false, code: planned.error };
      let savedAtMs = clock.now();
      for (const { address, change } of planned.value) {
        const saved = await documents.writer.edit<EntriesDoc>(address, change);
        if (!saved.ok) return { ok: false, code: saved.error.code };
        savedAtMs = saved.value.savedAt;
      }
      return { ok: true, value: null, savedAtMs };
    },
  };
};
