import type { SessionStore, StoredSession } from "../session/session-store.ts";
import type { VaultRecords } from "./vault-record.ts";

/** Where a session waits, in memory alone, until the vault that it belongs into is open. */
export const memorySessions = (records: VaultRecords): SessionStore => {
  let held: StoredSession | undefined;
  return {
    device: () => records.device(),
    load: async () => held,
    save: async (session) => {
      held = session;
    },
    clear: async () => {
      held = undefined;
    },
  };
};

/** Puts a new session in place of the old one; the clinic that was chosen before stays chosen. */
export const adoptSession = async (sessions: SessionStore, fresh: StoredSession): Promise<void> => {
  const before = await sessions.load();
  const isStill = fresh.clinics.some(({ id }) => id === before?.clinicId);
  await sessions.save({
    ...fresh,
    ...(before && isStill ? { clinicId: before.clinicId } : {}),
    // A password alone vouches for no relay: the key that was known stays, and leads to today's or nowhere. [ID41]
    ...(before && !fresh.isVouched ? { relayKey: before.relayKey } : {}),
  });
};
