import type { RefreshRecord, SessionRecord, SessionStore } from "../../core/session-store.ts";
import type { Db } from "./open.ts";

interface SessionRow {
  id: Buffer;
  user: string;
  device: string;
  label: string | null;
  key: Buffer;
  app: string;
  created_at: number;
  last_used_at: number;
  ended_at: number | null;
}
interface RefreshRow {
  hash: Buffer;
  key: Buffer;
  family: Buffer;
  parent: Buffer | null;
  expires_at: number;
  superseded_at: number | null;
}

const toSession = (row: SessionRow): SessionRecord => ({
  id: new Uint8Array(row.id),
  user: row.user,
  device: row.device,
  label: row.label ?? "",
  key: new Uint8Array(row.key),
  app: row.app,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  endedAt: row.ended_at ?? undefined,
});
const toRefresh = (row: RefreshRow): RefreshRecord => ({
  hash: new Uint8Array(row.hash),
  key: new Uint8Array(row.key),
  family: new Uint8Array(row.family),
  parent: row.parent ? new Uint8Array(row.parent) : undefined,
  expiresAt: row.expires_at,
  supersededAt: row.superseded_at ?? undefined,
});

/** A session that can no longer be used is remembered this long, ms. */
const KEEP_OLD_MS = 90 * 86_400_000;

const SELECT = "SELECT s.*, d.label FROM sessions s LEFT JOIN devices d ON d.id = s.device";

export const createSqliteSessions = (db: Db): SessionStore => {
  const s = {
    begin: db.prepare(
      `INSERT INTO sessions (id, user, device, key, app, created_at, last_used_at)
       VALUES (@id, @user, @device, @key, @app, @now, @now)`,
    ),
    used: db.prepare("UPDATE sessions SET last_used_at = @now, app = coalesce(@app, app) WHERE id = @family"),
    seen: db.prepare(
      "UPDATE devices SET last_seen = @now WHERE id = (SELECT device FROM sessions WHERE id = @family)",
    ),
    token: db.prepare(
      `INSERT INTO refresh_tokens (hash, key, family, parent, created_at, expires_at)
       VALUES (@hash, @key, @family, @parent, @now, @expiresAt)`,
    ),
    refresh: db.prepare<[Uint8Array], RefreshRow>("SELECT * FROM refresh_tokens WHERE hash = ?"),
    supersede: db.prepare(
      "UPDATE refresh_tokens SET superseded_at = ? WHERE hash = ? AND superseded_at IS NULL",
    ),
    pruneTokens: db.prepare("DELETE FROM refresh_tokens WHERE expires_at < ?"),
    pruneOld: db.prepare(
      `DELETE FROM sessions WHERE last_used_at < ?
         AND NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.family = sessions.id)`,
    ),
    find: db.prepare<[Uint8Array], SessionRow>(`${SELECT} WHERE s.id = ?`),
    // A session whose last token has run out is over, though nobody ended it.
    listOf: db.prepare<[string], SessionRow>(
      `${SELECT} WHERE s.user = ? AND s.ended_at IS NULL
         AND EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.family = s.id)
       ORDER BY s.last_used_at DESC`,
    ),
    end: db.prepare(
      "UPDATE sessions SET ended_at = @now, ended_why = @why WHERE id = @id AND ended_at IS NULL",
    ),
    endAll: db.prepare(
      `UPDATE sessions SET ended_at = @now, ended_why = @why
       WHERE user = @user AND ended_at IS NULL AND (@except IS NULL OR id <> @except)`,
    ),
  };
  return {
    async begin(session, { hash, expiresAt }, now) {
      db.transaction(() => {
        s.pruneTokens.run(now);
        s.pruneOld.run(now - KEEP_OLD_MS);
        s.begin.run({ ...session, now });
        s.token.run({ hash, key: session.key, family: session.id, parent: null, expiresAt, now });
      }).immediate();
    },
    async rotate({ hash, key, family, parent, expiresAt, app }, now) {
      db.transaction(() => {
        s.token.run({ hash, key, family, parent: parent ?? null, expiresAt, now });
        s.used.run({ family, app: app ?? null, now });
        s.seen.run({ family, now });
      }).immediate();
    },
    async findRefresh(hash) {
      const row = s.refresh.get(hash);
      return row && toRefresh(row);
    },
    async supersede(hash, now) {
      s.supersede.run(now, hash);
    },
    async find(id) {
      const row = s.find.get(id);
      return row && toSession(row);
    },
    listOf: async (user) => s.listOf.all(user).map(toSession),
    end: async (id, why, now) => s.end.run({ id, why, now }).changes > 0,
    endAll: async (user, except, why, now) =>
      s.endAll.run({ user, except: except ?? null, why, now }).changes,
  };
};
