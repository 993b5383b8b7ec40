export {
  type AuthorityCase,
  type AuthorityContract,
  authorityCases,
  FIRST_CHANGE,
  type OperationName,
  operationNames,
  readAuthorityContract,
} from "./authority-contract.ts";
export {
  type Entry,
  entryOf,
  operationOf,
  type OperationPlace,
  sampleAddress,
} from "./authority-operations.ts";
export { allFalse, type CraftedChange, craftChange, opBomb, runOf, runOfText } from "./craft-change.ts";
export { createMemoryStore, type DiskFaults, type DiskOptions, MemoryDisk } from "./memory-store.ts";
export { MemorySocketPair } from "./memory-socket.ts";
export { randomChanges } from "./random-changes.ts";
export { sampleDown, sampleUp } from "./sample-messages.ts";
export { SalvageDesk } from "./salvage-desk.ts";
export { SeededRandom } from "./seeded-random.ts";
export { keyToText } from "./store-key.ts";
export { TestClock } from "./test-clock.ts";
export { plainCompression } from "./test-compression.ts";
export { createTestSigner, testVerifier } from "./test-signer.ts";
