import type { RefusalCode } from "../authority/index.ts";
import type { ChangeErrorCode } from "../changes/index.ts";

/**
 * What lies behind a refusal, and so what can be done about it:
 * - `standing`: about who wrote it, not what was written (a key, a role, a clinic). It may be put right, so the change
 *   stays in its document, marked, and is offered again.
 * - `content`: what was written is not admissible, ever. Its author may enter it again in an admissible form.
 * - `history`: it builds on something that is not there or was refused. The content may be fine.
 * - `final`: erased by law. Nothing of it may come back.
 */
export type RefusalCause = "standing" | "content" | "history" | "final";

/** Codes of the stateless judge and of the commit, beside the rules' and the guard's own. */
export type JudgeCode =
  | "key-unknown"
  | "device-revoked"
  | "device-wipe"
  | "user-disabled"
  | "no-manifest"
  | "manifest-invalid"
  | "doc-id-mismatch"
  | "actor-not-author"
  | "change-rejected"
  | "depends-on-refused"
  | "missing-dep"
  | "start-op"
  | "actor-seq"
  | "reference-missing"
  | "first-change-exists"
  | "doc-full"
  | "erased";

/** Every code with which a relay refuses a single change. A new one belongs here, with its sentences. [QR1] */
export type ChangeRefusalCode = JudgeCode | RefusalCode | ChangeErrorCode;

/** The table of all codes: cause of each. The type makes it complete; the catalogues' test makes the words complete. */
export const refusalCauses: Readonly<Record<ChangeRefusalCode, RefusalCause>> = {
  "key-unknown": "standing",
  "device-revoked": "standing",
  "device-wipe": "standing",
  "user-disabled": "standing",
  "no-manifest": "standing",
  "manifest-invalid": "standing",
  "not-your-clinic": "standing",
  "role-may-not-write": "standing",
  "root-change-protected": "content",
  "root-change-shape": "content",
  "no-dependencies": "content",
  "unknown-place": "content",
  "operation-not-allowed": "content",
  "append-only": "content",
  "reading-id-mismatch": "content",
  "reading-invalid": "content",
  "reading-author": "content",
  "consent-author": "content",
  "value-not-allowed": "content",
  "key-not-allowed": "content",
  "doc-id-mismatch": "content",
  "actor-not-author": "content",
  "change-rejected": "content",
  "change-malformed": "content",
  "change-not-a-change": "content",
  "change-checksum": "content",
  "change-too-large": "content",
  "change-too-many-ops": "content",
  "change-too-many-deps": "content",
  "change-start-op": "content",
  "depends-on-refused": "history",
  "missing-dep": "history",
  "start-op": "history",
  "actor-seq": "history",
  "reference-missing": "history",
  "first-change-exists": "history",
  "doc-full": "history",
  erased: "final",
};

/** The cause of a code; one that this version does not know is taken for content: kept, told, never sent unasked. */
export const causeOfRefusal = (code: string): RefusalCause =>
  Object.hasOwn(refusalCauses, code) ? refusalCauses[code as ChangeRefusalCode] : "content";
