import type { Role } from "@arogyasync/shared/authority";
import type { ReplicaStore } from "@arogyasync/shared/ports";
import type { EngineStatus } from "@arogyasync/shared/replica";
import { createMemoryStore } from "@arogyasync/shared/testing";
import type { Relay } from "@arogyasync/sync-server/app";
import { freshSigner, nodeClock, openReplica, type Replica, serviceLink } from "@arogyasync/cli/testing";

export interface Member {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly clinics: readonly string[];
}
type ServiceSigner = ReturnType<typeof freshSigner>;

export const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** Registers a key for a person of a test and gives the signer that goes with it. */
export const enrol = async (relay: Relay, member: Member): Promise<ServiceSigner> => {
  const signer = freshSigner();
  must(
    await relay.users.addServiceKey({
      id: member.userId,
      name: member.userId,
      roles: [...member.roles],
      clinics: [...member.clinics],
      publicKey: signer.publicKey,
    }),
  );
  return signer;
};

/** A Node replica of the real engine against a real relay. */
export const nodeReplica = (
  relayUrl: string,
  member: Member,
  signer: ServiceSigner,
  store: ReplicaStore = createMemoryStore(),
): Promise<Replica> =>
  openReplica({
    store,
    link: serviceLink(relayUrl, signer, nodeClock),
    principal: member,
    signer,
    device: `service-${member.userId}`,
    follows: member.clinics,
  });

/** Waits for a status; throws with what was waited for when a minute has passed. */
export const untilStatus = async (
  replica: Replica,
  test: (status: EngineStatus) => boolean,
  what: string,
): Promise<EngineStatus> => {
  const status = await replica.until(test, 60_000);
  if (!status) throw new Error(what);
  return status;
};
