import { type ReplicaStore, type Seal } from "@arogyasync/shared/ports";
/**
 * ReplicaStore on IndexedDB, in the layout of automerge-repo's own adapter, which opens the database and answers
 * point reads. Every write is ours, because the stock one resolves on a relaxed commit, and on `abort` (a full disk)
 * never settles at all: everything later would silently be dropped. [CL1]
 *
 * A write resolves on the transaction's `complete` only, and rejects on its `abort` with StoreError("quota") or what
 * else it was. A connection that the browser closes (storage cleared, a newer version opening) is opened again.
 */
export declare const createIndexedDbStore: (options: {
    readonly database: string;
    readonly seal?: Seal;
}) => ReplicaStore;
