/**
 * Refused and handed-in changes as an administrator needs them (what document, whose signature, why), the append-only
 * books of what was decided about them and about people and devices, one-shot grants, and devices' word that they are
 * empty. `standing` in `meta` counts every change of who may do what, whoever makes it: open connections are looked at
 * again when it moves.
 */
export const quarantine = `
ALTER TABLE salvage ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE salvage ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE salvage ADD COLUMN period TEXT NOT NULL DEFAULT '';
ALTER TABLE salvage ADD COLUMN key BLOB;
ALTER TABLE salvage ADD COLUMN batch INTEGER;
ALTER TABLE salvage ADD COLUMN manifest INTEGER NOT NULL DEFAULT -1;
ALTER TABLE salvage ADD COLUMN handed_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE salvage ADD COLUMN note TEXT;
CREATE INDEX salvage_owner ON salvage (owner);
CREATE INDEX salvage_author ON salvage (author);

CREATE TABLE quarantine_decisions (
  no INTEGER PRIMARY KEY,
  doc BLOB NOT NULL,
  hash BLOB NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
  outcome TEXT NOT NULL,
  result_hash BLOB,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX quarantine_decisions_change ON quarantine_decisions (doc, hash, no);

CREATE TABLE revocations (
  no INTEGER PRIMARY KEY,
  target TEXT NOT NULL CHECK (target IN ('device', 'person')),
  id TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('revoke', 'wipe', 'reinstate')),
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX revocations_target ON revocations (target, id, no);

CREATE TABLE salvage_grants (
  nonce BLOB PRIMARY KEY,
  key BLOB NOT NULL,
  device TEXT NOT NULL,
  user TEXT NOT NULL,
  cause TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  body_hash BLOB
) WITHOUT ROWID, STRICT;
CREATE INDEX salvage_grants_key ON salvage_grants (key, issued_at);

CREATE TABLE wipes (
  no INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  device TEXT NOT NULL,
  user TEXT NOT NULL,
  cause TEXT NOT NULL,
  at INTEGER NOT NULL,
  handed_in INTEGER NOT NULL,
  lost INTEGER NOT NULL,
  signature BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (key, at)
) STRICT;

ALTER TABLE devices ADD COLUMN wipe_requested_at INTEGER;

INSERT INTO meta (key, value) VALUES ('standing', 0);
${[
  "UPDATE OF roles, all_clinics, disabled_at ON users",
  "INSERT ON user_clinics",
  "DELETE ON user_clinics",
  "UPDATE OF user, revoked_at ON device_keys",
  "UPDATE OF wipe_requested_at ON devices",
]
  .map(
    (event, i) => `CREATE TRIGGER standing_${i} AFTER ${event}
BEGIN UPDATE meta SET value = value + 1 WHERE key = 'standing'; END;`,
  )
  .join("\n")}

${["quarantine_decisions", "revocations", "wipes"]
  .flatMap((table) =>
    ["UPDATE", "DELETE"].map(
      (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
BEGIN SELECT RAISE(ABORT, 'this book is append-only'); END;`,
    ),
  )
  .join("\n")}
`;
