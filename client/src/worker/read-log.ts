import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock, Log, Random, ReplicaStore } from "@arogyasync/shared/ports";
import type { AccessPurposeCode } from "@arogyasync/shared/records";
import { keepRead } from "@arogyasync/shared/replica";
import type { Identity } from "./identity.ts";
import { codeOf } from "./rpc.ts";

/** Looking again within this time is the same look. */
const SAME_LOOK_MS = 10 * 60_000;

const purposeOf = (roles: readonly string[]): AccessPurposeCode =>
  roles.includes("field") || roles.includes("hospital") ? "CAREMGT" : "HSYSADMIN";

/** Writes down whose record a person opens on this device, with a network or without. [TR4] */
export const createReadLog = (deps: {
  readonly store: ReplicaStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  identity(): Identity | undefined;
}): { shown(patientId: string): void } => {
  const lastAt = new Map<string, number>();
  return {
    shown(patientId) {
      const identity = deps.identity();
      if (!identity) return;
      const { principal, signer } = identity;
      const look = `${principal.userId}\n${patientId}`;
      const at = deps.clock.now();
      const before = lastAt.get(look);
      if (before !== undefined && at - before < SAME_LOOK_MS) return;
      lastAt.set(look, at);
      keepRead(deps.store, signer, {
        id: bytesToBase64Url(deps.random.bytes(16)),
        at,
        person: principal.userId,
        patient: patientId,
        what: "screen",
        purpose: purposeOf(principal.roles),
        reason: "",
      }).catch((error: unknown) => {
        lastAt.delete(look);
        deps.log.error("read-not-kept", { code: codeOf(error) });
      });
    },
  };
};
