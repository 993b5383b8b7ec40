import type { DepartureCause } from "@arogyasync/shared/protocol";
import type { DepartureNote } from "../platform/departure-note.ts";

export type { DepartureNote };

/** How far this device, or the person at it, is with leaving; undefined in `AppData` while nobody has to. */
export type DepartureState =
  /** Entries go to the relay; `left` have no receipt yet. */
  | { readonly phase: "handing-in"; readonly cause: DepartureCause; readonly left: number }
  /** It did not work: everything is still here, and it is tried again. */
  | {
      readonly phase: "waiting";
      readonly cause: DepartureCause;
      readonly code: string;
      readonly left: number;
      readonly retryAtMs: number;
    }
  /** All is handed in, or given up by a person: the pages delete what is stored. */
  | { readonly phase: "emptying"; readonly note: DepartureNote }
  | { readonly phase: "gone"; readonly note: DepartureNote };

/** What is shown of a note; nothing once a person has read it. */
export const departureState = (note: DepartureNote): DepartureState => ({
  phase: note.isEmptying ? "emptying" : "gone",
  note,
});

/** How "wipe this device now" ended. When it is done, the departure state takes over. */
export type WipeResult =
  | { readonly ok: true }
  /** Nothing was deleted: so many are only here, and this is why they could not be handed in. */
  | { readonly ok: false; readonly left: number; readonly code: string };
