import { bytesToHex } from "@arogyasync/shared/bytes";
import { type Edit, REFERENCE_MISSING } from "./edit-refs.ts";
import type { JudgedChange } from "./judged.ts";
import { keyOf } from "./keys.ts";
import { allBefore, holdsNo, isAllBefore, type Lineage, uniteLineages } from "./lineage.ts";
import { type CommitContext, type EditRow, opKey, type StoredChange, type StoredOp } from "./log-store.ts";
import { placeAt } from "./places.ts";

export interface EditQuestion {
  /** Key of the document. */
  readonly doc: string;
  readonly change: JudgedChange;
  readonly edit: Edit;
  /** The change's number among those of its document. */
  readonly no: number;
  /** Heads of the document as it stands, keys of hashes. */
  readonly heads: readonly string[];
  /** Where a dependency stands; every one of them does. */
  readonly whereIs: (changeKey: string) => StoredChange | undefined;
  /** Number of the actor's change before this one. */
  readonly lastNo: number | undefined;
}

/** What builds on what, and which operation writes where: the stored documents, and what this commit adds to them. */
export class EditHistory {
  readonly #stored: CommitContext["opByKey"];
  /** Changes of this commit by document and actor, ascending. */
  readonly #here = new Map<string, { row: EditRow; maxOp: number }[]>();

  constructor(context: Pick<CommitContext, "opByKey">) {
    this.#stored = context.opByKey;
  }

  /** @param actor hex. */
  add(doc: string, actor: string, row: EditRow, maxOp: number): void {
    const key = doc + actor;
    const list = this.#here.get(key);
    if (list) list.push({ row, maxOp });
    else this.#here.set(key, [{ row, maxOp }]);
  }

  /** Null: there is none. Undefined: nobody looked, because the commit's bound on looking was reached. */
  #find(doc: string, actor: string, counter: number): StoredOp | null | undefined {
    const list = this.#here.get(doc + actor) ?? [];
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.row.startOp ?? 0) <= counter) low = middle + 1;
      else high = middle;
    }
    const found = list[low - 1];
    if (found && counter <= found.maxOp)
      return { no: found.row.no, place: placeAt(found.row.places, counter - found.row.startOp) };
    return this.#stored.get(opKey(doc, actor, counter));
  }

  /**
   * Decides about a change whose dependencies are all stored: every operation it refers to must be in the log of this
   * document, before it, and in the same place. Otherwise devices could not build the document, or never load it again
   * after they saved it. [PR17]
   */
  check({
    doc,
    change,
    edit,
    no,
    heads,
    whereIs,
    lastNo,
  }: EditQuestion): EditRow | { readonly code: string } {
    const before = lineageOf(change.deps, no, heads, (hash) => whereIs(doc + hash));
    // One actor is one line of changes: without that, operations with the same name could stand beside each other.
    if (lastNo !== undefined && !holdsNo(before, lastNo)) return { code: "actor-seq" };
    for (const { actor, counter, place } of edit.refs) {
      const op = this.#find(doc, actor, counter);
      if (op === undefined) return { code: TRY_LATER };
      if (op === null || op.place !== place || !holdsNo(before, op.no)) return { code: REFERENCE_MISSING };
    }
    const { startOp } = change;
    return { no, startOp, before: isAllBefore(before, no) ? undefined : before, places: edit.places };
  }
}

/**
 * What a change builds on.
 * @param no the change's number. @param heads of the document before it. @param whereIs of each of its dependencies.
 */
export const lineageOf = (
  deps: Uint8Array,
  no: number,
  heads: readonly string[],
  whereIs: (hashKey: string) => Pick<StoredChange, "no" | "before"> | undefined,
): Lineage => {
  const keys: string[] = [];
  for (let at = 0; at < deps.length; at += 32) keys.push(keyOf(deps.subarray(at, at + 32)));
  if (keys.length === heads.length && heads.every((head) => keys.includes(head))) return allBefore(no);
  return uniteLineages(
    keys.flatMap((key) => {
      const dep = whereIs(key);
      return dep?.no === undefined ? [] : [dep.before ?? allBefore(dep.no), [dep.no, dep.no]];
    }),
  );
};

/** Not a refusal: the change is offered again, to a commit with less to look up. */
export const TRY_LATER = "busy";

export const actorHex = (change: JudgedChange): string => bytesToHex(change.actor);
