import type { Acknowledgement, WardBed } from "@arogyasync/shared/records";

/** A ward's document as screens see it. */
export interface WardView {
  readonly id: string;
  readonly clinicId: string;
  readonly name: string;
  readonly beds: readonly WardBed[];
  /** Patient → who has seen what was known until when. */
  readonly seen: Readonly<Record<string, Acknowledgement>>;
}

/** A bed of a ward. */
export interface Place {
  readonly wardId: string;
  readonly bed: string;
}

/** What people do with wards. Each is one edit; `move` between two wards and settling are one edit a ward. */
export type WardCommand =
  | {
      readonly type: "create-ward";
      readonly clinicId: string;
      readonly name: string;
      readonly bedCount: number;
    }
  | { readonly type: "add-bed"; readonly wardId: string; readonly name: string }
  | { readonly type: "rename-bed"; readonly at: Place; readonly name: string }
  | { readonly type: "remove-bed"; readonly at: Place }
  | { readonly type: "admit"; readonly at: Place; readonly patientId: string }
  | { readonly type: "move"; readonly from: Place; readonly to: Place }
  | { readonly type: "discharge"; readonly at: Place }
  | { readonly type: "sensor"; readonly at: Place; readonly sensor: string; readonly isThere: boolean }
  /** Of those said to lie in one bed; null: nobody. */
  | { readonly type: "settle-bed"; readonly at: Place; readonly patientId: string | null }
  /** Of the beds that a patient is said to lie in. */
  | { readonly type: "settle-patient"; readonly patientId: string; readonly keep: Place }
  /** Of the beds that a sensor is said to be at. */
  | { readonly type: "settle-sensor"; readonly sensor: string; readonly keep: Place }
  | { readonly type: "acknowledge"; readonly wardId: string; readonly patientId: string };
