import { isRole } from "@arogyasync/shared/authority";
import type { AccountStore, KeyRecord, UserRecord } from "../../core/accounts.ts";
import type { Db } from "./open.ts";

interface UserRow {
  id: string;
  name: string;
  roles: string;
  all_clinics: number;
  password: string | null;
  disabled_at: number | null;
  one_time_until: number | null;
}
interface KeyRow {
  key: Buffer;
  user: string;
  device: string;
  revoked_at: number | null;
  wipe_requested_at: number | null;
}

const KEYS = `SELECT k.key, k.user, k.device, k.revoked_at, d.wipe_requested_at
  FROM device_keys k LEFT JOIN devices d ON d.id = k.device`;

export const createSqliteAccounts = (db: Db): AccountStore => {
  const s = {
    user: db.prepare<[string], UserRow>("SELECT * FROM users WHERE id = ?"),
    users: db.prepare<[], UserRow>("SELECT * FROM users ORDER BY id"),
    clinicsOf: db.prepare<[string], { clinic: string }>(
      "SELECT clinic FROM user_clinics WHERE user = ? ORDER BY clinic",
    ),
    saveUser: db.prepare(
      `INSERT INTO users (id, name, roles, all_clinics, password, disabled_at, one_time_until, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles,
         all_clinics = excluded.all_clinics, password = excluded.password, disabled_at = excluded.disabled_at,
         one_time_until = excluded.one_time_until`,
    ),
    clearClinics: db.prepare("DELETE FROM user_clinics WHERE user = ?"),
    addClinic: db.prepare("INSERT INTO user_clinics (user, clinic) VALUES (?, ?)"),
    clinic: db.prepare<[string], { id: string; name: string; demo: number }>(
      "SELECT id, name, demo FROM clinics WHERE id = ?",
    ),
    clinics: db.prepare<[], { id: string; name: string; demo: number }>(
      "SELECT id, name, demo FROM clinics ORDER BY id",
    ),
    saveClinic: db.prepare(
      `INSERT INTO clinics (id, name, demo, import_key, created_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, demo = excluded.demo`,
    ),
    importKey: db.prepare<[string], { import_key: Buffer }>("SELECT import_key FROM clinics WHERE id = ?"),
    keysOf: db.prepare<[string], KeyRow>(`${KEYS} WHERE k.device = ? ORDER BY k.created_at`),
    devices: db.prepare<
      [],
      { id: string; label: string; first_seen: number; last_seen: number; app: string | null }
    >(
      `SELECT d.id, d.label, d.first_seen, d.last_seen,
         (SELECT app FROM sessions s WHERE s.device = d.id ORDER BY last_used_at DESC LIMIT 1) AS app
       FROM devices d ORDER BY d.last_seen DESC`,
    ),
    key: db.prepare<[Uint8Array], KeyRow>(`${KEYS} WHERE k.key = ?`),
    keys: db.prepare<[], KeyRow>(`${KEYS} ORDER BY k.created_at`),
    saveDevice: db.prepare(
      `INSERT INTO devices (id, label, first_seen, last_seen) VALUES (@id, @label, @now, @now)
       ON CONFLICT (id) DO UPDATE SET label = excluded.label, last_seen = excluded.last_seen`,
    ),
    saveKey: db.prepare(
      "INSERT OR IGNORE INTO device_keys (key, user, device, created_at) VALUES (?, ?, ?, ?)",
    ),
    revoke: db.prepare("UPDATE device_keys SET revoked_at = coalesce(revoked_at, ?) WHERE key = ?"),
  };
  const toUser = (row: UserRow): UserRecord => ({
    id: row.id,
    name: row.name,
    roles: row.roles.split(",").filter(isRole),
    clinics: row.all_clinics === 1 ? ["*"] : s.clinicsOf.all(row.id).map((c) => c.clinic),
    passwordHash: row.password ?? undefined,
    isDisabled: row.disabled_at !== null,
    ...(row.disabled_at === null ? {} : { disabledAt: row.disabled_at }),
    oneTimeUntil: row.one_time_until ?? undefined,
  });
  const toKey = (row: KeyRow): KeyRecord | undefined => {
    const user = s.user.get(row.user);
    return (
      user && {
        key: row.key,
        device: row.device,
        user: toUser(user),
        isRevoked: row.revoked_at !== null,
        revokedAt: row.revoked_at ?? undefined,
        isWipeRequested: row.wipe_requested_at !== null,
      }
    );
  };
  return {
    async findUser(id) {
      const row = s.user.get(id);
      return row && toUser(row);
    },
    async listUsers() {
      return s.users.all().map(toUser);
    },
    async saveUser(user, now) {
      db.transaction(() => {
        const isEverywhere = user.clinics.includes("*");
        s.saveUser.run(
          user.id,
          user.name,
          user.roles.join(","),
          isEverywhere ? 1 : 0,
          user.passwordHash ?? null,
          user.isDisabled ? now : null,
          user.oneTimeUntil ?? null,
          now,
        );
        s.clearClinics.run(user.id);
        if (!isEverywhere) for (const clinic of user.clinics) s.addClinic.run(user.id, clinic);
      }).immediate();
    },
    async findClinics(ids) {
      return ids.flatMap((id) => {
        const row = s.clinic.get(id);
        return row ? [{ id: row.id, name: row.name, isDemo: row.demo === 1 }] : [];
      });
    },
    async listClinics() {
      return s.clinics.all().map((row) => ({ id: row.id, name: row.name, isDemo: row.demo === 1 }));
    },
    async saveClinic(clinic, now) {
      s.saveClinic.run(clinic.id, clinic.name, clinic.isDemo ? 1 : 0, clinic.importKey, now);
    },
    async importKey(clinic) {
      const row = s.importKey.get(clinic);
      return row && new Uint8Array(row.import_key);
    },
    async findKey(key) {
      const row = s.key.get(key);
      return row && toKey(row);
    },
    async saveKey({ key, user, device, label }, now) {
      return db
        .transaction(() => {
          s.saveDevice.run({ id: device, label, now });
          s.saveKey.run(key, user, device, now);
          return s.key.get(key)?.user === user;
        })
        .immediate();
    },
    async revokeKey(key, now) {
      return s.revoke.run(now, key).changes > 0;
    },
    async listKeys() {
      return s.keys.all().flatMap((row) => toKey(row) ?? []);
    },
    async listDevices() {
      return s.devices.all().map((row) => ({
        id: row.id,
        label: row.label,
        firstSeenMs: row.first_seen,
        lastSeenMs: row.last_seen,
        app: row.app ?? "",
        people: s.keysOf.all(row.id).flatMap((key) => {
          const known = toKey(key);
          return known
            ? {
                user: known.user.id,
                name: known.user.name,
                clinics: [...known.user.clinics],
                isRevoked: known.isRevoked,
              }
            : [];
        }),
      }));
    },
  };
};
