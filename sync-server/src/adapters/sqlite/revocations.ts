import type { WipeStatement } from "@arogyasync/shared/protocol";
import type { RevocationRow, RevocationStore, WipeRow } from "../../core/revocation.ts";
import type { Db } from "./open.ts";

interface WipeRecord {
  key: Buffer;
  device: string;
  user: string;
  cause: WipeStatement["cause"];
  at: number;
  handed_in: number;
  lost: number;
  signature: Buffer;
  received_at: number;
}

const toWipe = (r: WipeRecord): WipeRow => ({
  key: new Uint8Array(r.key),
  device: r.device,
  user: r.user,
  cause: r.cause,
  at: r.at,
  handedIn: r.handed_in,
  lost: r.lost,
  signature: new Uint8Array(r.signature),
  receivedAt: r.received_at,
});

export const createSqliteRevocations = (db: Db): RevocationStore => {
  const insert = db.prepare(
    "INSERT INTO revocations (target, id, action, by, reason, at) VALUES (@target, @id, @action, @by, @reason, @at)",
  );
  const device = {
    revoke: db.prepare("UPDATE device_keys SET revoked_at = coalesce(revoked_at, @at) WHERE device = @id"),
    wipe: db.prepare("UPDATE devices SET wipe_requested_at = @at WHERE id = @id"),
    restoreKeys: db.prepare("UPDATE device_keys SET revoked_at = NULL WHERE device = @id"),
    restore: db.prepare("UPDATE devices SET wipe_requested_at = NULL WHERE id = @id"),
  };
  const person = {
    disable: db.prepare("UPDATE users SET disabled_at = coalesce(disabled_at, @at) WHERE id = @id"),
    enable: db.prepare("UPDATE users SET disabled_at = NULL WHERE id = @id"),
  };
  const people = db.prepare<[string], { user: string; all_clinics: number }>(
    "SELECT DISTINCT k.user, u.all_clinics FROM device_keys k JOIN users u ON u.id = k.user WHERE k.device = ?",
  );
  const clinics = db.prepare<[string], { clinic: string }>("SELECT clinic FROM user_clinics WHERE user = ?");
  const list = db.prepare<[number], RevocationRow>(
    "SELECT target, id, action, by, reason, at FROM revocations ORDER BY no DESC LIMIT ?",
  );
  const saveWipe = db.prepare(
    `INSERT OR IGNORE INTO wipes (key, device, user, cause, at, handed_in, lost, signature, received_at)
     VALUES (@key, @device, @user, @cause, @at, @handedIn, @lost, @signature, @receivedAt)`,
  );
  const wipes = db.prepare<[number], WipeRecord>("SELECT * FROM wipes ORDER BY no DESC LIMIT ?");
  const version = db.prepare<[], { value: number }>("SELECT value FROM meta WHERE key = 'standing'");

  const act = (row: RevocationRow): number => {
    if (row.target === "person")
      return (row.action === "reinstate" ? person.enable : person.disable).run(row).changes;
    if (row.action === "revoke") return device.revoke.run(row).changes;
    if (row.action === "wipe") return device.wipe.run(row).changes;
    return device.restoreKeys.run(row).changes + device.restore.run(row).changes;
  };
  return {
    apply: async (row) =>
      db
        .transaction(() => {
          if (act(row) === 0) return false;
          insert.run(row);
          return true;
        })
        .immediate(),
    list: async (limit) => list.all(limit),
    peopleOn: async (id) =>
      people.all(id).map(({ user, all_clinics }) => ({
        user,
        clinics: all_clinics === 1 ? ["*"] : clinics.all(user).map((c) => c.clinic),
      })),
    async saveWipe(row) {
      db.transaction(() => {
        saveWipe.run(row);
        // Its keys went with the rest: whoever turns up with one of them has a copy.
        device.revoke.run({ id: row.device, at: row.receivedAt });
        device.restore.run({ id: row.device });
      }).immediate();
    },
    listWipes: async (limit) => wipes.all(limit).map(toWipe),
    standingVersion: async () => version.get()?.value ?? 0,
  };
};
