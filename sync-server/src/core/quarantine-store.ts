import type { DecisionRow, DocName } from "./log-store.ts";

/** A change that did not enter the log, and what has become of it since. */
export interface QuarantinedChange {
  readonly no: number;
  readonly doc: DocName;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly code: string;
  /** True author by signature; "" when none holds. */
  readonly author: string;
  readonly key: Uint8Array | undefined;
  readonly batch: number | undefined;
  readonly manifest: number;
  readonly courier: string;
  readonly device: string;
  readonly receivedAt: number;
  readonly isHandedIn: boolean;
  readonly note: string | undefined;
  /** It is in the log now: accepted, or admitted when it was offered again. */
  readonly isInLog: boolean;
  /** The latest decision about it. */
  readonly decision: DecisionRow | undefined;
}

export type QuarantineState = "open" | "accepted" | "rejected";

/** Decided, or gone into the log by itself; everything else waits for a person. */
export const stateOf = ({ decision, isInLog }: QuarantinedChange): QuarantineState =>
  decision?.verdict === "rejected" && !isInLog ? "rejected" : decision || isInLog ? "accepted" : "open";

export interface StoredManifest {
  readonly key: Uint8Array;
  readonly signedAt: number;
  readonly signature: Uint8Array;
  /** Signed pairs, 48 bytes each. */
  readonly names: Uint8Array;
}

/** Refused and handed-in changes, beside the log. Acceptance itself goes through `LogStore.append`. */
export interface QuarantineStore {
  /** Newest first, behind `before`. */
  list(query: {
    readonly state: QuarantineState | "all";
    readonly author?: string | undefined;
    readonly before: number | undefined;
    readonly limit: number;
  }): Promise<QuarantinedChange[]>;
  find(nos: readonly number[]): Promise<QuarantinedChange[]>;
  /** By document id and change hash: what others build on. */
  findByName(doc: Uint8Array, hash: Uint8Array): Promise<QuarantinedChange | undefined>;
  /** Everything quarantined of one document. */
  findOfDoc(doc: Uint8Array): Promise<QuarantinedChange[]>;
  manifests(batch: number): Promise<readonly StoredManifest[]>;
  recordDecisions(rows: readonly DecisionRow[]): Promise<void>;
  /** Every decision about a change, oldest first. */
  decisions(doc: Uint8Array, hash: Uint8Array): Promise<DecisionRow[]>;
  /** Whether the log has this change. */
  isInLog(doc: Uint8Array, hash: Uint8Array): Promise<boolean>;
  /** The first change of a document of the log. */
  firstChange(doc: Uint8Array): Promise<Uint8Array | undefined>;
  /** Whether all these readings of a patient are in the projection. */
  hasReadings(patient: string, ids: readonly string[]): Promise<boolean>;
  /** The patient's canonical view, from the projection. */
  patientView(patient: string): Promise<string | undefined>;
  /** Bytes that a device has in quarantine and nobody has decided about. */
  openBytes(device: string): Promise<number>;
  deviceLabel(device: string): Promise<string | undefined>;
}
