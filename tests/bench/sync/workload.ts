import { readFileSync, writeFileSync } from "node:fs";
import { decodeCbor, encodeCbor } from "@arogyasync/shared/protocol";
import type { DocAddress, DocId } from "@arogyasync/shared/records";

/** One patient's vitals document: its readings, one change each, as made offline one after another. */
export interface MadeDoc {
  readonly id: DocId;
  readonly address: DocAddress;
  /** Without the derived first change, which both sides compute. */
  readonly changes: readonly Uint8Array[];
  /** Hash of the last change. */
  readonly head: string;
}
export interface MadePatient {
  readonly id: DocId;
  readonly root: Uint8Array;
}
/** What one device holds. */
export interface MadeWork {
  readonly patients: readonly MadePatient[];
  readonly docs: readonly MadeDoc[];
}

/** What one device is to have written. Public keys as hex: signing is left to the device. */
export interface WorkOrder {
  readonly author: string;
  readonly publicKey: string;
  readonly patients: number;
  readonly readingsEach: number;
}
export interface MakerTask {
  readonly file: string;
  readonly seed: number;
  readonly nowMs: number;
  readonly clinic: string;
  readonly orders: readonly WorkOrder[];
}

export const writeWork = (file: string, work: readonly MadeWork[]): void =>
  writeFileSync(file, encodeCbor(work));

export const readWork = (file: string): MadeWork[] => decodeCbor(readFileSync(file)) as MadeWork[];
