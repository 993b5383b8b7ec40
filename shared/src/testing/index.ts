export { createMemoryStore, type DiskFaults, type DiskOptions, MemoryDisk } from "./memory-store.ts";
export { MemorySocketPair } from "./memory-socket.ts";
export { SeededRandom } from "./seeded-random.ts";
export { keyToText } from "./store-key.ts";
export { TestClock } from "./test-clock.ts";
export { plainCompression } from "./test-compression.ts";
export { createTestSigner, testVerifier } from "./test-signer.ts";
