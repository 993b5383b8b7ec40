// What tests and simulations need of the relay. Nothing in production imports this folder.
export {
  generateKeyPair,
  type KeyPair,
  keyPairFromPem,
  nodeRandom,
  verifyEd25519,
} from "../adapters/node-crypto.ts";
export { createSqliteAccessStore } from "../adapters/sqlite/access-store.ts";
export { createInlineWorkshop } from "../adapters/inline-workshop.ts";
export { createSqliteQuarantine } from "../adapters/sqlite/quarantine.ts";
export { createSqliteLogStore } from "../adapters/sqlite/log-store.ts";
export { openDatabase } from "../adapters/sqlite/open.ts";
export type { AccessStore } from "../core/access-store.ts";
export { Feeds } from "../core/feeds.ts";
export { createGroupCommit } from "../core/group-commit.ts";
export { contextQuery } from "../core/context-query.ts";
export { type CommitPush, decide, type PushOutcome } from "../core/decide.ts";
export { keyOf } from "../core/keys.ts";
export { defaultLimits } from "../core/limits.ts";
export { type LogStore, opKey, StoreFailure } from "../core/log-store.ts";
export type { RelaySocket, SessionDeps } from "../socket/session.ts";
export { Sessions } from "../socket/sessions.ts";
export { addressBucket, clientAddress } from "../http/address.ts";
export { ChangeMaker, hashOf, type MadeChange } from "./change-maker.ts";
export { testConfig, testPasswords } from "./config.ts";
export { createMemoryAccessStore } from "./memory-access-store.ts";
export { createMemoryLogStore, type MemoryLogFaults } from "./memory-log-store.ts";
export { enrolBody, keySession, login, loginBody, post, RawClient } from "./raw-client.ts";
export { silentEvents } from "./silent-events.ts";
