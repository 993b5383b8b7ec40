import { isCanonicalJson, utf8ToBytes } from "../bytes/index.ts";
import {
  CLINIC_ID,
  CONSENT_KEY,
  type Container,
  containerOfObject,
  containersByKind,
  type DocKind,
  ENTRY_KEY,
  parseReading,
  READING_MAX_BYTES,
  readingIdOf,
  ROOT_ACTOR,
  rootScalars,
} from "../records/index.ts";
import type { DecodedOp, RuledChange } from "./decoded-change.ts";
import { permits, writeActionOf, writeRuleOf } from "./may-write.ts";
import { type Principal, type Role, worksFor } from "./principal.ts";
import { patientCreators, readableKinds } from "./table.ts";

export type RefusalCode =
  | "not-your-clinic"
  | "role-may-not-write"
  | "root-change-protected"
  | "root-change-shape"
  | "no-dependencies"
  | "unknown-place"
  | "operation-not-allowed"
  | "append-only"
  | "reading-id-mismatch"
  | "reading-invalid"
  | "reading-author"
  | "consent-author"
  | "value-not-allowed"
  | "key-not-allowed";

/** The document that a change claims to belong to, as far as the judge knows it. */
export interface Target {
  readonly kind: DocKind;
  /** Clinics the document belongs to; for a new patient none: the first change names the first. */
  readonly scopes: readonly string[];
  /** Whether the document has no change yet. Only a patient document may be begun by a pushed change. */
  readonly isNew: boolean;
  /** Actor of a patient document's first change, where the judge knows it; derived kinds have a constant one. */
  readonly rootActor?: string;
}

/** What an allowed change does beyond its own bytes. */
export interface Effects {
  /** Clinics that the document is shared with from now on. */
  readonly addedScopes: readonly string[];
}
export type Verdict =
  | { readonly allow: true; readonly rule: string; readonly effects: Effects }
  | { readonly allow: false; readonly code: RefusalCode; readonly rule: string };

const allow = (rule: string, addedScopes: readonly string[] = []): Verdict => ({
  allow: true,
  rule,
  effects: { addedScopes },
});
const refuse = (code: RefusalCode, rule: string): Verdict => ({ allow: false, code, rule });

const isText = (op: DecodedOp): op is DecodedOp & { value: string } =>
  typeof op.value === "string" && op.datatype === undefined;
const MAX_KEY_LENGTH = 128;

/** No character takes more than three bytes, so most texts need not be encoded to be measured. */
const isShort = (text: string): boolean =>
  text.length * 3 <= READING_MAX_BYTES || utf8ToBytes(text).length <= READING_MAX_BYTES;

/** A value that every replica can reproduce: short text, a boolean, or a safe integer. */
const isScalarAllowed = (op: DecodedOp): boolean =>
  (isText(op) && isShort(op.value)) ||
  (typeof op.value === "boolean" && op.datatype === undefined) ||
  ((op.datatype === "int" || op.datatype === "uint") && Number.isSafeInteger(op.value));

const isCanonicalText = (text: string): boolean => {
  try {
    return isCanonicalJson(text, JSON.parse(text));
  } catch {
    return false;
  }
};

/** What a container demands of key and value, beyond the table. */
const checkContent = (
  kind: DocKind,
  container: Container,
  op: DecodedOp,
  principal: Principal,
): RefusalCode | undefined => {
  const key = op.key ?? "";
  if (op.action === "del") return undefined;
  if (!isScalarAllowed(op)) return "value-not-allowed";
  if (kind === "vitals") {
    if (!isText(op)) return "value-not-allowed";
    if (readingIdOf(op.value) !== key) return "reading-id-mismatch";
    const reading = parseReading(op.value);
    if (!reading.ok) return "reading-invalid";
    return reading.value.author === principal.userId ? undefined : "reading-author";
  }
  if (kind === "ward" || kind === "clinic") return ENTRY_KEY.test(key) ? undefined : "key-not-allowed";
  if (container === "careSites")
    return CLINIC_ID.test(key) && op.value === true ? undefined : "key-not-allowed";
  if (kind === "monitor") return isText(op) && isCanonicalText(op.value) ? undefined : "value-not-allowed";
  if (container === "consents" && !CONSENT_KEY.test(key)) return "key-not-allowed";
  return isText(op) ? undefined : "value-not-allowed";
};

const judgeOp = (
  principal: Principal,
  kind: DocKind,
  op: DecodedOp,
  rootActor: string | undefined,
): { rule: string; code?: RefusalCode; container?: Container } => {
  if (op.obj === "_root") return { rule: "AU3", code: "root-change-protected" };
  const container = containerOfObject(kind, op.obj);
  // An object that does not exist panics in every replica that applies the change: derived documents have one maker.
  const madeBy = kind === "patient" ? rootActor : ROOT_ACTOR;
  if (container === undefined || (madeBy !== undefined && !op.obj.endsWith(`@${madeBy}`)))
    return { rule: "AU4", code: "unknown-place" };
  const rule = writeRuleOf(kind, container);
  if (!rule) return { rule: "AU4", code: "unknown-place" };
  const action = writeActionOf(op);
  if (action === undefined || !permits(rule, action))
    return { rule: rule.id, code: rule.mode === "append" ? "append-only" : "operation-not-allowed" };
  if (!rule.roles.some((role) => principal.roles.includes(role)))
    return { rule: rule.id, code: "role-may-not-write" };
  const key = op.key ?? "";
  if (key.length === 0 || key.length > MAX_KEY_LENGTH) return { rule: rule.id, code: "key-not-allowed" };
  const code = checkContent(kind, container, op, principal);
  return code ? { rule: rule.id, code } : { rule: rule.id, container };
};

/**
 * A consent names who recorded it, and that is the author of the change: every purpose that a change touches must be
 * signed with the author's own name in the same change, whatever values it passes through on the way. [AU9]
 */
const isConsentSigned = (principal: Principal, ops: ReadonlySet<DecodedOp>): boolean => {
  const last = new Map<string, unknown>();
  const touched = new Set<string>();
  for (const op of ops) {
    const [, purpose = "", field = ""] = CONSENT_KEY.exec(op.key ?? "") ?? [];
    touched.add(purpose);
    if (field === "by") last.set(purpose, op.value);
  }
  return [...touched].every((purpose) => last.get(purpose) === principal.userId);
};

/** A patient's first change: exactly the root keys and containers in order, then values in them. [RC3][AU10] */
const judgePatientRoot = (principal: Principal, change: RuledChange): Verdict => {
  const rule = "AU10";
  if (!patientCreators.some((r) => principal.roles.includes(r))) return refuse("role-may-not-write", rule);
  const shape = refuse("root-change-shape", rule);
  if (change.seq !== 1 || change.startOp !== 1) return shape;
  const [scalars, containers] = [rootScalars.patient, containersByKind.patient];
  const head = change.ops.slice(0, scalars.length + containers.length);
  const laid = head.every((op, i) => {
    const name = i < scalars.length ? scalars[i] : containers[i - scalars.length];
    return (
      op.obj === "_root" &&
      op.key === name &&
      op.pred.length === 0 &&
      op.action === (i < scalars.length ? "set" : "makeMap")
    );
  });
  if (head.length !== scalars.length + containers.length || !laid) return shape;
  const [kind, schema, site, auditKey] = head;
  if (
    kind?.value !== "patient" ||
    typeof schema?.value !== "number" ||
    !isText(site!) ||
    !CLINIC_ID.test(site.value)
  )
    return shape;
  const secret = auditKey?.value;
  if (!(Array.isArray(secret) || secret instanceof Uint8Array) || secret.length !== 32) return shape;
  if (!worksFor(principal, [site.value])) return refuse("not-your-clinic", "AU1");
  const added = new Set<string>([site.value]);
  const consents = new Set<DecodedOp>();
  for (const op of change.ops.slice(head.length)) {
    const judged = judgeOp(principal, "patient", op, change.actor);
    if (judged.code) return refuse(judged.code, judged.rule);
    if (op.pred.length > 0) return shape;
    if (judged.container === "careSites") added.add(op.key!);
    if (judged.container === "consents") consents.add(op);
  }
  return isConsentSigned(principal, consents) ? allow(rule, [...added]) : refuse("consent-author", "AU9");
};

/**
 * Decides whether a principal may make this change to this document. Pure: the client asks it before it commits, the
 * relay before it stores, with the same answer. The first failing operation decides; a change is whole or refused.
 */
export const authorise = (principal: Principal, target: Target, change: RuledChange): Verdict => {
  if (change.deps.length === 0) {
    if (target.kind !== "patient" || !target.isNew) return refuse("no-dependencies", "AU2");
    return judgePatientRoot(principal, change);
  }
  const added: string[] = [];
  const consents = new Set<DecodedOp>();
  let rule = "AU0";
  for (const op of change.ops) {
    const judged = judgeOp(principal, target.kind, op, target.rootActor);
    rule = judged.rule;
    if (judged.code) return refuse(judged.code, judged.rule);
    if (judged.container === "careSites" && !target.scopes.includes(op.key!)) added.push(op.key!);
    if (judged.container === "consents") consents.add(op);
  }
  if (!isConsentSigned(principal, consents)) return refuse("consent-author", "AU9");
  // Last, as on the relay, where only the commit knows a document's clinics: every lane gives the same code.
  if (!worksFor(principal, target.scopes)) return refuse("not-your-clinic", "AU1");
  return allow(rule, added);
};

/** Whether a principal may receive documents of this kind for this clinic. [AU70] */
export const mayRead = (principal: Principal, kind: DocKind, scope: string): boolean =>
  worksFor(principal, [scope]) && principal.roles.some((role: Role) => readableKinds[role].includes(kind));
