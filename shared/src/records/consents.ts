import type * as A from "@automerge/automerge/slim";
import { concurrentTexts } from "./concurrent-texts.ts";
import type { Purpose } from "./purposes.ts";
import { fixed, textOf } from "./root-change.ts";

export const consentDecisions = ["given", "refused", "withdrawn"] as const;
export type ConsentDecision = (typeof consentDecisions)[number];

/** How it was expressed: signed form or thumb print, by word, by one-time code, or by parent or guardian. */
export const consentMethods = ["paper", "spoken", "otp", "guardian"] as const;
export type ConsentMethod = (typeof consentMethods)[number];

/** Fields of one purpose, as flat keys `<purpose>/<field>` of the container `consents`. [TR20] */
export const consentFields = ["state", "at", "until", "by", "method"] as const;
export type ConsentField = (typeof consentFields)[number];

/** Purposes that a later version adds pass too: their keys have the same form. */
export const CONSENT_KEY = /^([a-z][A-Za-z0-9]{0,31})\/(state|at|until|by|method)$/;
export const consentKey = (purpose: string, field: ConsentField): string => `${purpose}/${field}`;

/** Flat key → every value that was written at the same time, sorted; one where all agree. */
export type Consents = Readonly<Record<string, readonly string[]>>;

export interface ConsentInput {
  readonly purpose: Purpose;
  readonly state: ConsentDecision;
  /** Epoch ms of the decision. */
  readonly at: number;
  /** Epoch ms from which it no longer holds; undefined: until it is withdrawn. */
  readonly until: number | undefined;
  /** User id of who records it; the relay refuses anybody else's. [AU9] */
  readonly by: string;
  readonly method: ConsentMethod;
}

const NO_END = "none";

/**
 * Writes one decision, all five fields in one change. A field that has the value already is written again by way of
 * the empty text: a decision repeated in one place must stand against another one made elsewhere meanwhile, and a
 * value that is not written is no decision.
 */
export const recordConsent = (
  draft: { consents: Record<string, A.ImmutableString> },
  { purpose, state, at, until, by, method }: ConsentInput,
): void => {
  const values: Record<ConsentField, string> = {
    state,
    at: String(at),
    until: until === undefined ? NO_END : String(until),
    by,
    method,
  };
  for (const field of consentFields) {
    const key = consentKey(purpose, field);
    if (textOf(draft.consents[key]) === values[field]) draft.consents[key] = fixed("");
    draft.consents[key] = fixed(values[field]);
  }
};

/** Every consent value of a document, known to this version or not. */
export const readConsents = (doc: { readonly consents?: Record<string, unknown> }): Consents => {
  const out: Record<string, readonly string[]> = {};
  for (const key of Object.keys(doc.consents ?? {}).sort())
    out[key] = concurrentTexts(doc, "consents", key).sort();
  return out;
};

/** `none`: nobody decided. `expired`: given, and its time is over. */
export const consentStatuses = ["none", ...consentDecisions, "expired"] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

export interface Consent {
  readonly status: ConsentStatus;
  /** Epoch ms of the decision that counts; undefined when nobody decided or it cannot be read. */
  readonly at: number | undefined;
  /** Epoch ms at which it ends; undefined: no end. */
  readonly until: number | undefined;
  readonly by: readonly string[];
  readonly method: readonly string[];
  /** Decisions made at the same time differ; the one that allows less counts. */
  readonly isContested: boolean;
}

/** A clock may be so far off without a consent that was just given being taken for one of the future. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;
const WHOLE = /^\d{1,15}$/;

const numbersOf = (texts: readonly string[]): number[] =>
  texts.map((text) => (WHOLE.test(text) ? Number(text) : Number.NaN));

/**
 * What a patient decided about one purpose, as of an instant. Pure and independent of the order in which changes came
 * in: of decisions made at the same time the one that allows less counts (withdrawn, refused, given), the latest
 * beginning and the earliest end. What cannot be read allows nothing. [TR21]
 * @param atMs epoch ms.
 */
export const consentFor = (consents: Consents, purpose: Purpose, atMs: number): Consent => {
  const values = (field: ConsentField) =>
    (consents[consentKey(purpose, field)] ?? []).filter((text) => text !== "");
  const states = values("state");
  const [ats, untils] = [numbersOf(values("at")), values("until")];
  const ends = numbersOf(untils.filter((text) => text !== NO_END));
  const at = ats.length === 0 ? undefined : Math.max(...ats);
  const until = ends.length === 0 ? undefined : Math.min(...ends);
  const found = {
    at: Number.isFinite(at) ? at : undefined,
    until: Number.isFinite(until) ? until : undefined,
    by: values("by"),
    method: values("method"),
    isContested: states.length > 1,
  };
  if (states.length === 0) return { ...found, status: "none" };
  if (states.includes("withdrawn")) return { ...found, status: "withdrawn" };
  if (states.some((state) => state !== "given")) return { ...found, status: "refused" };
  // A decision without a time, or with a time or an end that is no number, is none that anybody could rely on.
  const isReadable = found.at !== undefined && untils.length > 0 && ends.every(Number.isFinite);
  if (!isReadable) return { ...found, status: "refused" };
  if (found.until !== undefined && atMs >= found.until) return { ...found, status: "expired" };
  return { ...found, status: atMs + CLOCK_TOLERANCE_MS >= (found.at ?? 0) ? "given" : "none" };
};

/**
 * The purpose gate: whether a patient's record may be used for this now. Everything that insurers, auditors and
 * researchers see passes it. Care by the patient's own clinics rests on the registration and ends when it is refused
 * or withdrawn; every other purpose needs a consent that stands. [TR22]
 */
export const mayUseFor = (
  purpose: Purpose,
  patient: { readonly consents: Consents },
  nowMs: number,
): boolean => {
  const { status } = consentFor(patient.consents, purpose, nowMs);
  return purpose === "care" ? status !== "refused" && status !== "withdrawn" : status === "given";
};
