/** The log, the documents it speaks of, accounts, and projections. Forward only; a released step is never edited. */
export const init = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE docs (
  no INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  period TEXT NOT NULL,
  group_no INTEGER NOT NULL,
  heads BLOB NOT NULL,
  changes INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  erased_at INTEGER
) STRICT;
CREATE INDEX docs_group ON docs (group_no);

CREATE TABLE doc_scopes (
  scope TEXT NOT NULL,
  group_no INTEGER NOT NULL,
  doc INTEGER NOT NULL REFERENCES docs (no),
  kind TEXT NOT NULL,
  PRIMARY KEY (scope, group_no, doc)
) WITHOUT ROWID, STRICT;
CREATE INDEX doc_scopes_doc ON doc_scopes (doc);

CREATE TABLE signers (
  no INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  user TEXT NOT NULL,
  UNIQUE (key, user)
) STRICT;

CREATE TABLE batches (
  no INTEGER PRIMARY KEY,
  courier TEXT NOT NULL,
  device TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  manifests BLOB NOT NULL
) STRICT;

CREATE TABLE log (
  seq INTEGER PRIMARY KEY,
  doc INTEGER NOT NULL REFERENCES docs (no),
  hash BLOB NOT NULL,
  actor BLOB NOT NULL,
  actor_seq INTEGER NOT NULL,
  max_op INTEGER NOT NULL,
  deps BLOB NOT NULL,
  bytes BLOB NOT NULL,
  signer INTEGER REFERENCES signers (no),
  batch INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  UNIQUE (doc, hash),
  UNIQUE (doc, actor, actor_seq)
) STRICT;

CREATE TABLE log_scope (
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES log (seq),
  PRIMARY KEY (scope, kind, seq)
) WITHOUT ROWID, STRICT;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX events_feed ON events (scope, kind, seq);

CREATE TABLE salvage (
  no INTEGER PRIMARY KEY,
  doc BLOB NOT NULL,
  hash BLOB NOT NULL,
  bytes BLOB NOT NULL,
  code TEXT NOT NULL,
  author TEXT NOT NULL,
  courier TEXT NOT NULL,
  device TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (doc, hash)
) STRICT;
CREATE INDEX salvage_courier ON salvage (courier);

CREATE TABLE compacted (
  doc INTEGER PRIMARY KEY REFERENCES docs (no),
  up_to_seq INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE uncompactable (
  doc INTEGER PRIMARY KEY REFERENCES docs (no),
  hash BLOB,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  all_clinics INTEGER NOT NULL DEFAULT 0,
  password TEXT,
  disabled_at INTEGER,
  created_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE clinics (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  demo INTEGER NOT NULL DEFAULT 0,
  import_key BLOB NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE user_clinics (
  user TEXT NOT NULL REFERENCES users (id),
  clinic TEXT NOT NULL REFERENCES clinics (id),
  PRIMARY KEY (user, clinic)
) WITHOUT ROWID, STRICT;
CREATE TABLE devices (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE device_keys (
  key BLOB PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (id),
  device TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID, STRICT;
CREATE TABLE refresh_tokens (
  hash BLOB PRIMARY KEY,
  key BLOB NOT NULL REFERENCES device_keys (key),
  family BLOB NOT NULL,
  parent BLOB,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  superseded_at INTEGER
) WITHOUT ROWID, STRICT;
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);

CREATE TABLE p_patients (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  site TEXT NOT NULL,
  view TEXT NOT NULL
) STRICT;
CREATE TABLE p_readings (
  doc INTEGER NOT NULL,
  id TEXT NOT NULL,
  patient TEXT NOT NULL,
  measured_at INTEGER NOT NULL,
  author TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (doc, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX p_readings_patient ON p_readings (patient, measured_at);
`;
