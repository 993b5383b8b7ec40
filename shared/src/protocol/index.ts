export { type Ack } from "./ack.ts";
export { type Announce } from "./announce.ts";
export { type BootstrapDoc, type BootstrapRecord, bootstrapRecordSchema } from "./bootstrap.ts";
export { type Changes } from "./changes.ts";
export {
  decodeCbor,
  decodeDown,
  decodeUp,
  encodeCbor,
  encodeDown,
  encodeUp,
  type FrameErrorCode,
} from "./codec.ts";
export { type Down, downSchema } from "./down.ts";
export { type ErasureReceipt, erasureReceiptBody, erasureReceiptSchema } from "./erasure-receipt.ts";
export { type Failure } from "./failure.ts";
export { type Hello } from "./hello.ts";
export { type Live } from "./live.ts";
export { type Push } from "./push.ts";
export { type BackupReceipt } from "./receipt.ts";
export { type Refuse } from "./refuse.ts";
export {
  isReceiptSigned,
  latestKeyFrom,
  type RelayKey,
  relayKeySchema,
  relayKeysSchema,
  successionsIn,
} from "./relay-keys.ts";
export { type Retry } from "./retry.ts";
export { type Subscribe } from "./subscribe.ts";
export { isSuccessorOf, type KeySuccession, successionBody, successorsOf } from "./succession.ts";
export {
  offeredBy,
  offeredProtocols,
  type OfferFamily,
  readOffer,
  readOfferOf,
  TICKET_MS,
  type UpgradeOffer,
} from "./upgrade.ts";
export { type Tombstone } from "./tombstone.ts";
export { type Up, upSchema } from "./up.ts";
export {
  MAX_CHANGES_PER_PUSH,
  MAX_DOCS_PER_PUSH,
  MAX_FRAME_BYTES,
  MAX_INFLATED_BYTES,
  MIN_PROTOCOL_VERSION,
  PROTOCOL_VERSION,
  TARGET_BATCH_BYTES,
} from "./version.ts";
export { type Welcome } from "./welcome.ts";
export {
  keyProofBody,
  type KeyRequest,
  keyRequestSchema,
  deviceProofBody,
  loginProofBody,
  type LoginRequest,
  loginRequestSchema,
  type Problem,
  problemSchema,
  type Session,
  sessionSchema,
  tokenProofBody,
  type TokenRequest,
  tokenRequestSchema,
} from "./http.ts";
export {
  causeOfRefusal,
  type ChangeRefusalCode,
  type JudgeCode,
  type RefusalCause,
  refusalCauses,
} from "./refusals.ts";
export {
  decodeHandIn,
  departProofBody,
  type DepartureCause,
  departureCauses,
  encodeHandIn,
  type HandIn,
  handInFates,
  type HandInReceipt,
  handInReceiptBody,
  handInReceiptSchema,
  isDepartureCause,
  MAX_HAND_IN_BYTES,
  MAX_HAND_IN_PARTS,
  type SalvageGrant,
  salvageGrantBody,
  salvageGrantSchema,
  salvageProofBody,
  type WipeStatement,
  wipeStatementBody,
  wipeStatementSchema,
} from "./salvage.ts";
