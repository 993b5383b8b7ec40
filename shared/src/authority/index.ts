export {
  authorise,
  type Effects,
  mayRead,
  type RefusalCode,
  type Target,
  type Verdict,
} from "./authorise.ts";
export type { DecodedChange, DecodedOp, RuledChange } from "./decoded-change.ts";
export { mayCreatePatient, mayWrite, type WriteAction } from "./may-write.ts";
export { isRole, type Principal, type Role, roles, worksFor } from "./principal.ts";
export { patientCreators, readableKinds, type WriteRule, writeRules } from "./table.ts";
