import type { Container, DocKind } from "@arogyasync/shared/records";
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

/** What a quarantined change says, for a person to look at. */
export interface DescribeJob {
  readonly changes: readonly { readonly kind: DocKind; readonly bytes: Uint8Array }[];
}
export interface DescribedChange {
  /** By the author's clock, seconds since the epoch. */
  readonly timeS: number;
  readonly entries: readonly {
    readonly container: Container;
    readonly key: string;
    /** Undefined: the key is deleted. */
    readonly value: string | number | boolean | undefined;
  }[];
  /** The clinic that a patient's first change names. */
  readonly site: string | undefined;
}

/** Makes the content of a change again, on nothing but the document's first change. */
export interface RecreateJob {
  readonly kind: DocKind;
  readonly root: Uint8Array;
  readonly original: Uint8Array;
  /** Who has signed the original: the author of what is made. */
  readonly author: string;
  readonly actor: string;
  readonly timeS: number;
}

/** Work that runs wasm or costs time: never on the event loop. A job's crash costs one worker and that job. */
export interface Workshop {
  judge(job: JudgeJob): Promise<Result<KeyedPush, PushErrorCode | "judge-failed">>;
  pack(job: PackJob): Promise<Uint8Array>;
  compact(job: CompactJob): Promise<Result<Uint8Array, CompactFailure>>;
  project(job: ProjectJob): Promise<readonly ProjectedDoc[]>;
  /** Undefined for what cannot be read. */
  describe(job: DescribeJob): Promise<readonly (DescribedChange | undefined)[]>;
  /** One plain chunk; undefined when the original is no edit of keys, or changes nothing. */
  recreate(job: RecreateJob): Promise<Uint8Array | undefined>;
  stats(): { readonly workers: number; readonly restarts: number; readonly queued: number };
  close(): Promise<void>;
}
