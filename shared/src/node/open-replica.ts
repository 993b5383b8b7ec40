import "./node-automerge.ts";
import type { Principal } from "../authority/index.ts";
import { type Log, type ReplicaStore, type Signer, silentLog } from "../ports/index.ts";
import {
  type BatchWriter,
  createSyncEngine,
  createTurns,
  createWriter,
  Directory,
  type EngineEvents,
  type EngineStatus,
  Outbox,
  PlainDocHost,
  type RelayLink,
  type SyncEngine,
} from "../replica/index.ts";
import type { DocKind } from "../records/index.ts";
import { nodeClock } from "./node-clock.ts";
import { nodeCompression } from "./node-compression.ts";
import { nodeRandom } from "./node-random.ts";
import { nodeVerifier } from "./node-verifier.ts";

export interface ReplicaOptions {
  readonly store: ReplicaStore;
  readonly link: RelayLink;
  readonly principal: Principal;
  readonly signer: Signer;
  readonly device: string;
  /** Name and version of the program, for the relay's log: "arogya-edge/0.1.0". */
  readonly app?: string;
  /** Clinics whose patients and vitals this replica follows. */
  readonly follows: readonly string[];
  /** What of them; patients and vitals when absent. */
  readonly kinds?: readonly DocKind[];
  /** Closed documents kept in memory for the next opening; 64 when absent. */
  readonly openDocs?: number;
  readonly log?: Log;
  readonly onReceived?: EngineEvents["onReceived"];
}

export interface Replica {
  readonly writer: BatchWriter;
  readonly engine: SyncEngine;
  readonly host: PlainDocHost;
  readonly directory: Pick<Directory, "entries">;
  /** Resolves with the first status for which `test` holds; undefined when there was none in `timeoutMs`. */
  until(test: (status: EngineStatus) => boolean, timeoutMs: number): Promise<EngineStatus | undefined>;
  close(): Promise<void>;
}

/** A replica like any phone's, in this process: the same writer, the same engine, another store underneath. */
export const openReplica = async (options: ReplicaOptions): Promise<Replica> => {
  const { store, link, principal, signer, device, follows, kinds = ["patient", "vitals"] } = options;
  const log = options.log ?? silentLog;
  const host = new PlainDocHost({ store, log }, options.openDocs);
  const directory = await Directory.load(store);
  const outbox = await Outbox.load(store);
  const exclusive = createTurns();
  const listeners = new Set<(status: EngineStatus) => void>();
  const identity = () => ({ principal, signer });
  const common = {
    store,
    host,
    directory,
    outbox,
    clock: nodeClock,
    random: nodeRandom,
    exclusive,
    identity,
  };
  const engine = createSyncEngine({
    ...common,
    log,
    compression: nodeCompression,
    verifier: nodeVerifier,
    link,
    device,
    app: options.app ?? "arogya-node",
    wants: () => follows.flatMap((scope) => kinds.map((kind) => ({ scope, kind }))),
    events: {
      onReceived: (changed) => options.onReceived?.(changed),
      onErased: () => undefined,
      onStage: () => undefined,
      onStatus: (status) => {
        for (const listener of listeners) listener(status);
      },
    },
  });
  const writer = createWriter(common);
  return {
    writer,
    engine,
    host,
    directory,
    until: (test, timeoutMs) =>
      new Promise((resolve) => {
        const cancel = nodeClock.after(timeoutMs, () => {
          listeners.delete(listener);
          resolve(undefined);
        });
        const listener = (status: EngineStatus): void => {
          if (!test(status)) return;
          listeners.delete(listener);
          cancel();
          resolve(status);
        };
        listeners.add(listener);
        listener(engine.status());
      }),
    async close() {
      await engine.stop();
      await host.close();
      await store.close();
    },
  };
};
