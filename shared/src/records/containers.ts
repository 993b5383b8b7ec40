import type { DocKind } from "./doc-kind.ts";

/**
 * Where things live in each kind of document. The first change makes exactly these keys in exactly this order, so
 * every container's object id is a constant: `<op counter>@<actor of the first change>`. That is what lets the relay
 * judge an operation by looking at the operation alone. [RC3]
 */
export const rootScalars = {
  patient: ["kind", "schema", "site", "auditKey"],
  vitals: ["kind", "schema", "owner", "period"],
  monitor: ["kind", "schema", "owner", "period"],
  coverage: ["kind", "schema", "owner", "period"],
  ward: ["kind", "schema", "owner", "period"],
  clinic: ["kind", "schema", "owner", "period"],
} as const satisfies Record<DocKind, readonly string[]>;

export const containersByKind = {
  patient: ["identity", "identifiers", "careSites", "consents", "encounters", "plan", "links"],
  vitals: ["readings"],
  monitor: ["minutes"],
  coverage: ["policies", "verdicts"],
  ward: ["entries"],
  clinic: ["entries"],
} as const satisfies Record<DocKind, readonly string[]>;

export type Container = (typeof containersByKind)[DocKind][number];

/** The operation counter that made a container; the first change starts at 1 and makes scalars first. */
export const containerCounter = (kind: DocKind, container: string): number => {
  const at = (containersByKind[kind] as readonly string[]).indexOf(container);
  if (at < 0) throw new Error(`${kind} documents have no container ${container}`);
  return rootScalars[kind].length + 1 + at;
};

const MAX_COUNTER_DIGITS = 10;

/**
 * The container that an object id names, or undefined. The counter alone decides: every later change depends on the
 * first one, so no other actor can hold these counters (the relay checks `startOp`).
 */
export const containerOfObject = (kind: DocKind, objectId: string): Container | undefined => {
  let counter = 0;
  for (let i = 0; objectId[i] !== "@"; i++) {
    const digit = objectId.charCodeAt(i) - 48;
    if (!(digit >= (i === 0 ? 1 : 0) && digit <= 9) || i === MAX_COUNTER_DIGITS) return undefined;
    counter = counter * 10 + digit;
  }
  return containersByKind[kind][counter - rootScalars[kind].length - 1] as Container | undefined;
};
