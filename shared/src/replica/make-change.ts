import * as A from "@automerge/automerge/slim";
import { authorise, type DecodedChange, type Principal, type Target } from "../authority/index.ts";
import { type ChangeHeader, readChange } from "../changes/index.ts";
import { canEditSchema, DOCUMENT_SCHEMA } from "../records/index.ts";
import { err, must, ok, type Result } from "../result.ts";
import type { EditError } from "./types.ts";

export interface MadeChange<T> {
  /** The clone with the change in it. */
  readonly doc: A.Doc<T>;
  /** One plain change chunk. */
  readonly bytes: Uint8Array;
  readonly header: ChangeHeader;
}

/** Asks about finished bytes what the relay will ask about them: the guard's limits, then the rules. */
export const judgeBytes = (
  bytes: Uint8Array,
  principal: Principal,
  target: Target,
): Result<ChangeHeader, EditError> => {
  const header = readChange(bytes);
  if (!header.ok) return err({ code: "change-too-large" });
  const verdict = authorise(principal, target, A.decodeChange(bytes) as unknown as DecodedChange);
  return verdict.allow ? ok(header.value) : err({ code: verdict.code });
};

/**
 * Makes one change on a clone of `base`, which stays as it is whatever the outcome.
 * @param timeS seconds since the epoch, from the Clock.
 */
export const makeChange = <T>(input: {
  readonly base: A.Doc<T>;
  readonly actor: string;
  readonly timeS: number;
  readonly principal: Principal;
  readonly target: Target;
  readonly change: (draft: T) => void;
}): Result<MadeChange<T>, EditError> => {
  const schema = (input.base as { readonly schema?: unknown }).schema;
  if (typeof schema === "number" && !canEditSchema(schema, DOCUMENT_SCHEMA))
    return err({ code: "update-needed" });
  const clone = A.clone(input.base, { actor: input.actor });
  const doc = A.change(clone, { time: input.timeS }, input.change as A.ChangeFn<T>);
  if (doc === clone) return err({ code: "nothing-to-change" });
  const bytes = must(A.getLastLocalChange(doc), "a document that changed has a last change");
  const judged = judgeBytes(bytes, input.principal, input.target);
  return judged.ok ? ok({ doc, bytes, header: judged.value }) : judged;
};
