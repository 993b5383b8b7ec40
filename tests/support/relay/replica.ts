import { openReplica, type Replica, serviceLink, nodeClock } from "@arogyasync/cli/testing";
import type { Principal } from "@arogyasync/shared/authority";
import type { ReplicaStore, Signer } from "@arogyasync/shared/ports";
import type { DocKind } from "@arogyasync/shared/records";
import { type AckWatch, watchAcks } from "./ack-watch.ts";

export interface WatchedReplicaOptions {
  readonly relayUrl: string;
  readonly store: ReplicaStore;
  readonly signer: Signer;
  readonly principal: Principal;
  /** Clinics whose patients and vitals it follows; none: push only. */
  readonly follows?: readonly string[];
  readonly kinds?: readonly DocKind[];
  readonly watch?: AckWatch;
}

/** The real engine and writer in this process, as the command line uses them, with a view of every frame. */
export const openWatchedReplica = (options: WatchedReplicaOptions): Promise<Replica> => {
  const { relayUrl, signer, watch, follows = [] } = options;
  const link = serviceLink(relayUrl, signer, nodeClock);
  return openReplica({
    ...options,
    link: watch ? { ...link, dial: watchAcks(link.dial, watch) } : link,
    device: `service-${options.principal.userId}`,
    follows,
  });
};
