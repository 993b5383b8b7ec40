import { languageEntry } from "../app/chosen-language.ts";
import { type DepartureState, departureState } from "../data/departure.ts";
import { createLive, type LiveCell } from "../data/live.ts";
import type { DepartureNote } from "./departure-note.ts";
import { wipeThisBrowser } from "./wipe.ts";

/** Deleting again, when another tab held a database open. */
const AGAIN_MS = 5_000;
/** Looking again whether another tab is done. */
const FOLLOW_MS = 1_000;
/** Telling the relay again, when it could not be reached. */
const REPORT_AGAIN_MS = 60_000;

/** A page's part in leaving: it deletes, remembers what was done, and tells the relay of it. */
export interface DeparturePage {
  readonly state: LiveCell<DepartureState | undefined>;
  /** From the worker. @param isOurs this page does the deleting. */
  onState(state: DepartureState | undefined, isOurs: boolean): void;
  /** A person has read what happened. */
  read(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @param endWorker it may write what it counts, and would make a database anew that was just deleted. */
export const createDeparturePage = (endWorker: () => void): DeparturePage => {
  const state = createLive<DepartureState | undefined>(undefined);
  let current: DepartureNote | undefined;
  const keep = async (note: DepartureNote): Promise<void> => {
    current = note;
    if (!note.isRead) state.set(departureState(note));
    // Loaded when somebody leaves: its schemas would be a tenth of what every start has to fetch.
    const { keepDepartureNote } = await import("./departure-note.ts");
    await keepDepartureNote(note).catch(() => {}); // what is on the screen stands; the next start may not know it
  };

  /** Until the relay has it. Whoever closes the app before: at the next start without a sign-in. */
  const report = async (): Promise<void> => {
    while (current?.report) {
      const { webSalvage } = await import("./salvage-http.ts");
      const told = await webSalvage.wiped(current.report);
      if (told.ok) {
        const { report: _told, ...rest } = current;
        await keep({ ...rest, isReported: true });
      } else await pause(REPORT_AGAIN_MS);
    }
  };
  const empty = async (note: DepartureNote): Promise<void> => {
    endWorker();
    await keep(note);
    // Loaded before caches and service worker go: what tells the relay must not be among what is gone.
    await import("./salvage-http.ts").catch(() => undefined);
    while ((await wipeThisBrowser(languageEntry())).length > 0) await pause(AGAIN_MS);
    await keep({ ...note, isEmptying: false });
    await report();
  };
  /** Another tab does the deleting: says so here when it is done. */
  const follow = async (begun: DepartureNote): Promise<void> => {
    const { readDepartureNote } = await import("./departure-note.ts");
    let note: DepartureNote | undefined = begun;
    while (note?.isEmptying) {
      await pause(FOLLOW_MS);
      note = await readDepartureNote();
    }
    current = note ?? { ...begun, isEmptying: false };
    state.set(departureState(current));
  };
  return {
    state,
    onState(next, isOurs) {
      if (!isOurs && next?.phase === "emptying") {
        endWorker();
        void follow(next.note).catch(() => {}); // what is on the screen stands
      }
      if (!isOurs || !next || !("note" in next)) return state.set(next);
      if (next.phase === "emptying") return void empty(next.note).catch(() => {}); // gone on with at the next start
      void keep(next.note)
        .then(report)
        .catch(() => {}); // as above
    },
    async read() {
      if (current) await keep({ ...current, isRead: true });
    },
  };
};
