import { type RuledChange, writeRules } from "@arogyasync/shared/authority";
import { containerOfObject, type DocKind, ROOT_ACTOR } from "@arogyasync/shared/records";
import { packPlaces, type Places } from "./places.ts";

const editedKinds: ReadonlySet<DocKind> = new Set(
  writeRules.filter((rule) => rule.mode === "edit").map((rule) => rule.kind),
);

/** Whether changes of this kind of document may overwrite; where readings only come, an operation refers to nothing. */
export const isEditedKind = (kind: DocKind): boolean => editedKinds.has(kind);

/** An operation of another change that this one names: it must be there, before it, and in this place. */
export interface OpRef {
  /** Hex. */
  readonly actor: string;
  readonly counter: number;
  readonly place: string;
}

/** What the commit must know of a change to an editable document. */
export interface Edit {
  /** Per operation: the place it writes, `<container's counter>/<key>`. */
  readonly places: Places;
  /** Each once. */
  readonly refs: readonly OpRef[];
}

/** The refusal of a change that refers to what is not there, not before it, or not in that place. */
export const REFERENCE_MISSING = "reference-missing";

/** Distinct operations that one change may name. An honest change names one or two for every key it overwrites. */
const MAX_REFS = 2_048;
/** Where containers are made: the root object, which has no counter. */
const ROOT = 0;

/** The place that an operation writes; "" for what nothing may ever refer to: deletions, and scalars of the root. */
export const placeOf = (container: number, key: string, action: string): string =>
  action === "del" || (container === ROOT && action !== "makeMap") ? "" : `${container}/${key}`;

/**
 * Reads what a change refers to, and checks what it says of its own operations. Undefined when it cannot be true
 * whatever the log holds: it deletes nothing, names an operation twice, or one of its own that is not before it or not
 * in that place. [PR17]
 * @param change one that `authorise` allowed: operations on keys of known containers.
 */
export const readEdit = (kind: DocKind, change: RuledChange): Edit | undefined => {
  const places: string[] = [];
  const refs = new Map<string, OpRef>();
  /** Notes a reference; false when it is one to this very change and wrong. */
  const refer = (id: string, place: string): boolean => {
    const at = id.indexOf("@");
    const [counter, actor] = [Number(id.slice(0, at)), id.slice(at + 1)];
    if (!Number.isSafeInteger(counter) || counter < 1) return false;
    if (actor === change.actor && counter >= change.startOp)
      return place === places[counter - change.startOp]; // also undefined: an operation that comes later
    const known = refs.get(id);
    if (known) return known.place === place;
    refs.set(id, { actor, counter, place });
    return refs.size <= MAX_REFS;
  };
  for (const op of change.ops) {
    let container = ROOT;
    if (op.obj !== "_root") {
      container = Number.parseInt(op.obj, 10);
      const name = containerOfObject(kind, op.obj);
      // A derived document's containers are made by its first change, on which everything else builds.
      const isConstant = kind !== "patient" && op.obj.endsWith(`@${ROOT_ACTOR}`);
      if (!isConstant && !refer(op.obj, `${ROOT}/${name}`)) return undefined;
    }
    const place = `${container}/${op.key}`;
    if (op.action === "del" && op.pred.length === 0) return undefined;
    if (op.pred.length > 1 && new Set(op.pred).size !== op.pred.length) return undefined;
    for (const id of op.pred) if (!refer(id, place)) return undefined;
    places.push(placeOf(container, op.key ?? "", op.action));
  }
  return { places: packPlaces(places), refs: [...refs.values()] };
};
