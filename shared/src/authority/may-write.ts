import type { Container, DocKind } from "../records/index.ts";
import type { DecodedOp } from "./decoded-change.ts";
import { type Principal, worksFor } from "./principal.ts";
import { patientCreators, type WriteRule, writeRules } from "./table.ts";

/** What the table speaks of: a new entry, another value over one that is there, an entry taken away. */
export type WriteAction = "set" | "overwrite" | "delete";

/** The action of an operation under a key; undefined for everything the table has no word for (lists, text, …). [AU5] */
export const writeActionOf = (op: DecodedOp): WriteAction | undefined => {
  if (op.insert || op.key === undefined) return undefined;
  if (op.action === "del") return "delete";
  if (op.action !== "set") return undefined;
  return op.pred.length > 0 ? "overwrite" : "set";
};

/** Whether a row of the table lets anybody do this. */
export const permits = (rule: WriteRule, action: WriteAction): boolean => {
  if (action === "delete") return rule.actions.includes("del");
  return rule.actions.includes("set") && (action === "set" || rule.mode === "edit");
};

export const writeRuleOf = (kind: DocKind, container: Container): WriteRule | undefined =>
  writeRules.find((rule) => rule.kind === kind && rule.container === container);

/**
 * Whether a change of this sort by this principal can be accepted anywhere: for screens, so that what would be refused
 * is not offered. The same table and the same reading of it as `authorise`; contents are judged there only.
 * @param scopes clinics of the document; absent where there is none yet to ask about.
 */
export const mayWrite = (
  principal: Pick<Principal, "roles" | "clinics">,
  kind: DocKind,
  container: Container,
  action: WriteAction,
  scopes?: readonly string[],
): boolean => {
  const rule = writeRuleOf(kind, container);
  return (
    rule !== undefined &&
    permits(rule, action) &&
    rule.roles.some((role) => principal.roles.includes(role)) &&
    (scopes === undefined || worksFor(principal, scopes))
  );
};

/** Whether this principal may register patients, at this clinic when one is given. [AU10] */
export const mayCreatePatient = (principal: Pick<Principal, "roles" | "clinics">, clinic?: string): boolean =>
  patientCreators.some((role) => principal.roles.includes(role)) &&
  (clinic === undefined || worksFor(principal, [clinic]));
