// What the tests of other packages use of the CLI's Node adapters and replica.
export { nodeCompression } from "@arogyasync/shared/node/node-compression";
export { nodeVerifier } from "@arogyasync/shared/node/node-verifier";
export { nodeClock } from "@arogyasync/shared/node/node-clock";
export { keySession, serviceLink } from "@arogyasync/shared/node/node-link";
export { agentFor } from "@arogyasync/shared/node/own-certificate";
export { freshSigner } from "@arogyasync/shared/node/node-signer";
export { people, type Person } from "../demo/people.ts";
export { openSqliteReplicaStore } from "@arogyasync/shared/node/sqlite-replica-store";
export { openReplica, type Replica, type ReplicaOptions } from "@arogyasync/shared/node/open-replica";
export { smallHeap, smallMalloc } from "../supervisor/memory.ts";
export { runProgram } from "../program.ts";
