import type { Clock, ReplicaStore } from "@arogyasync/shared/ports";
import { listOwnRecords } from "@arogyasync/shared/replica";
import type { WorkerEvent } from "./api.ts";
import { recordRows } from "./views/record-rows.ts";

/** Reading them costs a pass over all that this device has sent: not more often than this. */
const GATHER_MS = 200;

export interface OwnRecords {
  watch(): void;
  unwatch(): void;
  changed(): void;
}

/** "My records", told while a screen shows them. */
export const createOwnRecords = (deps: {
  readonly clock: Clock;
  readonly store: ReplicaStore;
  nameOf(patientId: string): string | undefined;
  notify(event: WorkerEvent): void;
}): OwnRecords => {
  let watched = false;
  let gathering = false;
  const tell = async () => {
    const rows = recordRows(await listOwnRecords(deps.store), (id) => deps.nameOf(id));
    if (watched) deps.notify({ type: "records", rows });
  };
  const quietly = () => void tell().catch(() => {}); // a failed read shows as a storage problem
  return {
    watch() {
      watched = true;
      quietly();
    },
    unwatch() {
      watched = false;
    },
    changed() {
      if (!watched || gathering) return;
      gathering = true;
      deps.clock.after(GATHER_MS, () => {
        gathering = false;
        quietly();
      });
    },
  };
};
