export { buildDoc, loadDoc, type LoadedDoc, readChunks, splitChunks } from "./chunks.ts";
export { Directory, isIdOfAddress } from "./directory.ts";
export { DocCache, type DocCacheDeps } from "./doc-cache.ts";
export { createSyncEngine } from "./engine.ts";
export type { EngineDeps, Want } from "./engine-context.ts";
export {
  handIn,
  type HandedIn,
  type HandInError,
  type HandInFailure,
  type HandInInput,
  type HandInLink,
  notHandedIn,
  surveyHandIn,
} from "./hand-in.ts";
export { keys } from "./keys.ts";
export { alwaysLeader, type Leadership } from "./leadership.ts";
export { Outbox } from "./outbox.ts";
export { newEntryWrites } from "./outbox-rows.ts";
export { keepRead } from "./own-reads.ts";
export { listOwnRecords, type OwnRecord } from "./own-records.ts";
export { PlainDocHost } from "./plain-doc-host.ts";
export { RepoDocHost, type RepoDocHostDeps } from "./repo-doc-host.ts";
export { RepoStorage } from "./repo-storage.ts";
export {
  createSalvageLink,
  isGrantFor,
  type SalvageHttp,
  type SalvageLink,
  type SalvageLinkDeps,
} from "./salvage-link.ts";
export { careSitesOf } from "./scopes.ts";
export { createTurns, type Exclusive } from "./turns.ts";
export type {
  Access,
  AccessFailure,
  ConnectionState,
  DocHost,
  EditError,
  EditErrorCode,
  EngineEvents,
  EngineStatus,
  OpenDoc,
  OutboxEntry,
  RelayLink,
  SavedChange,
  SendOutcome,
  Stage,
  SyncEngine,
  Writer,
} from "./types.ts";
export {
  type BatchItem,
  type BatchWriter,
  createWriter,
  MAX_BATCH_ITEMS,
  type WriterDeps,
} from "./writer.ts";
