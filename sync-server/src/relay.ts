import type { Clock, Log, Random } from "@arogyasync/shared/ports";
import type { Admin } from "./core/admin.ts";
import type { Erasures } from "./core/erasure.ts";
import type { PasswordHasher } from "./core/passwords.ts";
import type { Revocations } from "./core/revocation.ts";
import type { RelayCounts } from "./http/api.ts";

/** Replaced by tests and tools; a deployment passes none. */
export interface RelayOverrides {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
  readonly passwords?: PasswordHasher;
  /** Where the worker's file is, when it does not lie beside the relay's. */
  readonly workerUrl?: URL;
  /** Protections switched off, so that a test can show what they protect from. */
  readonly unsafe?: {
    readonly isAckBeforeCommit?: boolean;
    readonly isGuardOff?: boolean;
    readonly synchronous?: "OFF";
    /** Erasures are not applied again to a database that was restored from an older copy. */
    readonly isErasureJournalOff?: boolean;
    /** The database may not grow beyond so many pages: a full disk. */
    readonly maxPages?: number;
    /** Live values pass as their publisher wrote them. */
    readonly isLiveShapeOff?: boolean;
    /** Live values queue up for whoever does not read. */
    readonly isLiveFlowOff?: boolean;
  };
}

export interface RelayStats extends RelayCounts {
  readonly connections: number;
  /** Written to log connections and not taken by their peers yet. */
  readonly bufferedBytes: number;
  readonly workerRestarts: number;
  readonly eventLoopP99Ms: number;
  readonly projectionLag: number;
}

export interface Relay extends AsyncDisposable {
  /** `http://host:port` or `https://…`; the log is at `/log`. */
  readonly url: string;
  readonly port: number;
  readonly users: Admin;
  readonly revocations: Revocations;
  stats(): Promise<RelayStats>;
  /** Backups now reach this sequence: kept, and told to everybody who is connected. */
  setBackedUpSeq(seq: number): Promise<void>;
  readonly erasures: Erasures;
  /** Drops the projections and builds them again from the log. */
  rebuildProjections(): Promise<void>;
  /** Compacts everything that is due, without waiting for idle time. Gives how many documents were done. */
  compactNow(): Promise<number>;
  /** Drains commits, says goodbye (1001), checkpoints. Safe to call twice. */
  close(): Promise<void>;
}
