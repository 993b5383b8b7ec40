import { departureCauses } from "@arogyasync/shared/protocol";
import type { GrantRecord, GrantStore } from "../../core/salvage-grants.ts";
import type { Db } from "./open.ts";

interface GrantRow {
  nonce: Buffer;
  key: Buffer;
  device: string;
  user: string;
  cause: GrantRecord["cause"];
  issued_at: number;
  expires_at: number;
}

const toGrant = (r: GrantRow): GrantRecord => ({
  nonce: new Uint8Array(r.nonce),
  key: new Uint8Array(r.key),
  device: r.device,
  user: r.user,
  cause: departureCauses.find((c) => c === r.cause) ?? "device-revoked",
  issuedAt: r.issued_at,
  expiresAt: r.expires_at,
});

export const createSqliteGrants = (db: Db): GrantStore => {
  const save = db.prepare(
    `INSERT INTO salvage_grants (nonce, key, device, user, cause, issued_at, expires_at)
     VALUES (@nonce, @key, @device, @user, @cause, @issuedAt, @expiresAt)`,
  );
  const find = db.prepare<[Uint8Array], GrantRow>("SELECT * FROM salvage_grants WHERE nonce = ?");
  const open = db.prepare<[Uint8Array, number], GrantRow>(
    `SELECT * FROM salvage_grants WHERE key = ? AND used_at IS NULL AND expires_at > ?
     ORDER BY issued_at DESC LIMIT 1`,
  );
  const count = db.prepare<[Uint8Array, number], { n: number }>(
    "SELECT count(*) AS n FROM salvage_grants WHERE key = ? AND issued_at > ?",
  );
  const use = db.prepare(
    "UPDATE salvage_grants SET used_at = ?, body_hash = ? WHERE nonce = ? AND used_at IS NULL",
  );
  const used = db.prepare<[Uint8Array, Uint8Array], { one: number }>(
    "SELECT 1 AS one FROM salvage_grants WHERE nonce = ? AND body_hash = ?",
  );
  return {
    async save(grant) {
      save.run(grant);
    },
    async find(nonce) {
      const row = find.get(nonce);
      return row && toGrant(row);
    },
    async findOpen(key, now) {
      const row = open.get(key, now);
      return row && toGrant(row);
    },
    countSince: async (key, since) => count.get(key, since)?.n ?? 0,
    async claim(nonce, bodyHash, now) {
      if (use.run(now, bodyHash, nonce).changes === 1) return "ours";
      return used.get(nonce, bodyHash) ? "ours" : "used";
    },
  };
};
