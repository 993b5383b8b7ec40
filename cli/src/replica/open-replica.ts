import "../adapters/node-automerge.ts";
import type { Principal } from "@arogyasync/shared/authority";
import { type ReplicaStore, type Signer, silentLog } from "@arogyasync/shared/ports";
import {
  type BatchWriter,
  createSyncEngine,
  createTurns,
  createWriter,
  Directory,
  type EngineStatus,
  Outbox,
  PlainDocHost,
  type RelayLink,
  type SyncEngine,
} from "@arogyasync/shared/replica";
import type { DocKind } from "@arogyasync/shared/records";
import { nodeClock } from "../adapters/node-clock.ts";
import { nodeCompression } from "../adapters/node-compression.ts";
import { nodeRandom } from "../adapters/node-random.ts";
import { nodeVerifier } from "../adapters/node-verifier.ts";
import { version } from "../version.ts";

export interface ReplicaOptions {
  readonly store: ReplicaStore;
  readonly link: RelayLink;
  readonly principal: Principal;
  readonly signer: Signer;
  readonly device: string;
  /** Clinics whose patients and vitals this replica follows. */
  readonly follows: readonly string[];
  /** What of them; patients and vitals when absent. */
  readonly kinds?: readonly DocKind[];
}

export interface Replica {
  readonly writer: BatchWriter;
  readonly engine: SyncEngine;
  readonly host: PlainDocHost;
  /** Resolves with the first status for which `test` holds; undefined when there was none in `timeoutMs`. */
  until(test: (status: EngineStatus) => boolean, timeoutMs: number): Promise<EngineStatus | undefined>;
  close(): Promise<void>;
}

/** A replica like any phone's, in this process: the same writer, the same engine, another store underneath. */
export const openReplica = async (options: ReplicaOptions): Promise<Replica> => {
  const { store, link, principal, signer, device, follows, kinds = ["patient", "vitals"] } = options;
  const host = new PlainDocHost({ store, log: silentLog });
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
    log: silentLog,
    compression: nodeCompression,
    verifier: nodeVerifier,
    link,
    device,
    app: `arogya-cli/${version}`,
    wants: () => follows.flatMap((scope) => kinds.map((kind) => ({ scope, kind }))),
    events: {
      onReceived: () => undefined,
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
