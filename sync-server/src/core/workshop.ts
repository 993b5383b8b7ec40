import type { Result } from "@arogyasync/shared/result";
import type { PushErrorCode } from "./judge.ts";
import type { KeyedPush, JudgeJob } from "./judged.ts";

export interface PackJob {
  readonly docIndexes: readonly number[];
  readonly lengths: readonly number[];
  /** Plain chunks, one after another. */
  readonly blob: Uint8Array;
}

export interface CompactJob {
  /** The compacted part so far, if any, and the chunks behind it. */
  readonly compacted: Uint8Array | undefined;
  readonly changes: readonly Uint8Array[];
  /** Hex heads that the log expects. */
  readonly heads: readonly string[];
}
/** `culprit` is the index of the first change after which the document does not load again, when there is one. */
export type CompactFailure = { readonly reason: string; readonly culprit: number | undefined };

export interface ProjectJob {
  readonly docs: readonly {
    readonly no: number;
    readonly kind: "patient" | "vitals";
    /** Patients are materialised whole; of vitals the new changes are enough, because readings only come. */
    readonly compacted: Uint8Array | undefined;
    readonly changes: readonly Uint8Array[];
  }[];
}
export interface ProjectedDoc {
  readonly no: number;
  /** Canonical text of the patient's view; undefined for vitals or when it cannot be read. */
  readonly patient?: { readonly site: string; readonly view: string };
  readonly readings?: readonly {
    readonly id: string;
    readonly measuredAt: number;
    readonly author: string;
    readonly body: string;
  }[];
}

/** Work that runs wasm or costs time: never on the event loop. A job's crash costs one worker and that job. */
export interface Workshop {
  judge(job: JudgeJob): Promise<Result<KeyedPush, PushErrorCode | "judge-failed">>;
  pack(job: PackJob): Promise<Uint8Array>;
  compact(job: CompactJob): Promise<Result<Uint8Array, CompactFailure>>;
  project(job: ProjectJob): Promise<readonly ProjectedDoc[]>;
  stats(): { readonly workers: number; readonly restarts: number; readonly queued: number };
  close(): Promise<void>;
}
