// What the tests of other packages use of the CLI's Node adapters and replica.
export { nodeCompression } from "../adapters/node-compression.ts";
export { nodeVerifier } from "../adapters/node-verifier.ts";
export { nodeClock } from "../adapters/node-clock.ts";
export { keySession, serviceLink } from "../adapters/node-link.ts";
export { agentFor } from "../adapters/own-certificate.ts";
export { freshSigner } from "../adapters/node-signer.ts";
export { people, type Person } from "../demo/people.ts";
export { openSqliteReplicaStore } from "../adapters/sqlite-replica-store.ts";
export { openReplica, type Replica, type ReplicaOptions } from "../replica/open-replica.ts";
export { smallHeap, smallMalloc } from "../supervisor/memory.ts";
export { runProgram } from "../program.ts";
