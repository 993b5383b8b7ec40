/** One operation as `Automerge.decodeChange` gives it; only what a rule looks at. */
export interface DecodedOp {
  readonly action: string;
  readonly obj: string;
  readonly key?: string;
  readonly elemId?: string;
  readonly insert?: boolean;
  readonly value?: unknown;
  readonly datatype?: string;
  readonly pred: readonly string[];
}

/** A change as `Automerge.decodeChange` gives it. */
export interface DecodedChange {
  readonly actor: string;
  readonly hash?: string | null;
  readonly seq: number;
  readonly startOp: number;
  readonly time: number;
  readonly deps: readonly string[];
  readonly ops: readonly DecodedOp[];
}

/** What of a change the rules look at. Only a patient's first change is asked for its actor. */
export type RuledChange = Pick<DecodedChange, "actor" | "seq" | "startOp" | "ops"> & {
  readonly deps: { readonly length: number };
};
