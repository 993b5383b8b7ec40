export { actorPrefix, actorPrefixBytes, commitsTo, freshActor, isActorOf } from "./actor.ts";
export { isCanonicalChange, type MapOp } from "./canonical.ts";
export {
  buildChange,
  type ChangeErrorCode,
  type ChangeHeader,
  type InflateRaw,
  plainChange,
  readChange,
} from "./chunk.ts";
export { changeLimits } from "./limits.ts";
export { type ChangeName, type Manifest, manifestBody, signManifest, verifyManifest } from "./manifest.ts";
export { type OpTarget, readOpTargets } from "./op-targets.ts";
export {
  type BadChange,
  type PackErrorCode,
  type PackItem,
  packChanges,
  PACK_VERSION,
  type UnpackedChange,
  unpackChanges,
} from "./pack.ts";
export type { PlainSet } from "./plain-set.ts";
export { type Receipt, receiptBody } from "./receipt.ts";
