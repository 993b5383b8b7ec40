export type { Cancel, Clock, EpochMs } from "./clock.ts";
export type { Compression } from "./compression.ts";
export { type Log, type LogFields, silentLog } from "./log.ts";
export type { Random } from "./random.ts";
export {
  getSound,
  noSeal,
  type ReplicaStore,
  type Seal,
  soundEntries,
  type StoreEntry,
  StoreError,
  type StoreErrorCode,
  type StoreKey,
  type StoreWrite,
} from "./replica-store.ts";
export type { SignatureVerifier, Signer } from "./signer.ts";
export type { Dial, Socket } from "./socket.ts";
