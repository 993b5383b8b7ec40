import type { Container, DocKind } from "../records/index.ts";
import type { Role } from "./principal.ts";

export interface WriteRule {
  /** The rule's id in SPEC.md. */
  readonly id: string;
  readonly kind: DocKind;
  readonly container: Container;
  readonly actions: readonly ("set" | "del")[];
  /** `append`: a new key only, never over another's; `edit`: keys may be overwritten, conflicts are kept. */
  readonly mode: "append" | "edit";
  readonly roles: readonly Role[];
}

/** The one table of who may write what. SPEC.md prints it; a test generates every combination from it. */
export const writeRules: readonly WriteRule[] = [
  {
    id: "AU11",
    kind: "patient",
    container: "identity",
    actions: ["set"],
    mode: "edit",
    roles: ["field", "hospital", "importer"],
  },
  {
    id: "AU12",
    kind: "patient",
    container: "identifiers",
    actions: ["set"],
    mode: "edit",
    roles: ["field", "hospital", "importer"],
  },
  {
    id: "AU13",
    kind: "patient",
    container: "careSites",
    actions: ["set"],
    mode: "edit",
    roles: ["field", "hospital", "admin", "importer"],
  },
  {
    id: "AU14",
    kind: "patient",
    container: "consents",
    actions: ["set"],
    mode: "edit",
    roles: ["field", "hospital"],
  },
  {
    id: "AU15",
    kind: "patient",
    container: "encounters",
    actions: ["set"],
    mode: "edit",
    roles: ["field", "hospital"],
  },
  {
    id: "AU16",
    kind: "patient",
    container: "plan",
    actions: ["set"],
    mode: "edit",
    roles: ["hospital", "field"],
  },
  {
    id: "AU17",
    kind: "patient",
    container: "links",
    actions: ["set"],
    mode: "edit",
    roles: ["field", "hospital", "admin"],
  },
  {
    id: "AU20",
    kind: "vitals",
    container: "readings",
    actions: ["set"],
    mode: "append",
    roles: ["field", "hospital", "edge", "importer"],
  },
  { id: "AU30", kind: "monitor", container: "minutes", actions: ["set"], mode: "append", roles: ["edge"] },
  {
    id: "AU40",
    kind: "coverage",
    container: "policies",
    actions: ["set"],
    mode: "edit",
    roles: ["insurance"],
  },
  {
    id: "AU41",
    kind: "coverage",
    container: "verdicts",
    actions: ["set"],
    mode: "edit",
    roles: ["insurance"],
  },
  {
    id: "AU50",
    kind: "ward",
    container: "entries",
    actions: ["set", "del"],
    mode: "edit",
    roles: ["hospital", "admin"],
  },
  {
    id: "AU60",
    kind: "clinic",
    container: "entries",
    actions: ["set", "del"],
    mode: "edit",
    roles: ["device-manager", "admin"],
  },
];

/** AU10: who may create a patient. */
export const patientCreators: readonly Role[] = ["field", "hospital", "importer"];

/** AU70: which kinds a role may read, within its own clinics. Auditors and analysts never receive vitals. */
export const readableKinds: Readonly<Record<Role, readonly DocKind[]>> = {
  field: ["patient", "vitals", "coverage", "ward", "clinic", "monitor"],
  hospital: ["patient", "vitals", "coverage", "ward", "clinic", "monitor"],
  "device-manager": ["clinic", "ward"],
  analyst: [],
  auditor: [],
  admin: ["patient", "vitals", "coverage", "ward", "clinic", "monitor"],
  edge: ["patient", "vitals", "monitor", "ward", "clinic"],
  importer: ["patient", "vitals"],
  insurance: ["patient", "coverage"],
  anchor: ["patient", "vitals", "monitor", "coverage", "ward", "clinic"],
};
