/**
 * Sessions by name, so that a person sees where they are signed in and may end it; passwords that are good for one use.
 * A session is a family of refresh tokens: those that are there become sessions.
 */
export const sessions = `
CREATE TABLE sessions (
  id BLOB PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (id),
  device TEXT NOT NULL,
  key BLOB NOT NULL REFERENCES device_keys (key),
  app TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_why TEXT
) WITHOUT ROWID, STRICT;
CREATE INDEX sessions_user ON sessions (user, last_used_at);
INSERT INTO sessions (id, user, device, key, created_at, last_used_at)
  SELECT r.family, k.user, k.device, k.key, min(r.created_at), max(r.created_at)
  FROM refresh_tokens r JOIN device_keys k ON k.key = r.key GROUP BY r.family;

ALTER TABLE users ADD COLUMN one_time_until INTEGER;

CREATE TRIGGER standing_sessions AFTER UPDATE OF ended_at ON sessions
BEGIN UPDATE meta SET value = value + 1 WHERE key = 'standing'; END;
`;
