/**
 * Codes that let a device in, what became of each, and the book of who may sign in on which device on the strength of
 * what. Nothing here is ever deleted; a code is written to twice at most: when it is used, or withdrawn.
 */
export const enrolments = `
CREATE TABLE enrolment_codes (
  no INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  clinic TEXT NOT NULL REFERENCES clinics (id),
  user TEXT REFERENCES users (id),
  issued_by TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  withdrawn_by TEXT,
  withdrawn_at INTEGER,
  used_by TEXT,
  used_device TEXT,
  used_at INTEGER
) STRICT;
CREATE INDEX enrolment_codes_clinic ON enrolment_codes (clinic, no);
CREATE TRIGGER enrolment_codes_once BEFORE UPDATE ON enrolment_codes
WHEN old.used_at IS NOT NULL OR old.withdrawn_at IS NOT NULL OR new.hash <> old.hash OR new.clinic <> old.clinic
  OR new.user IS NOT old.user OR new.issued_by <> old.issued_by OR new.issued_at <> old.issued_at
  OR new.expires_at <> old.expires_at
BEGIN SELECT RAISE(ABORT, 'a code is used or withdrawn once'); END;

CREATE TABLE enrolments (
  no INTEGER PRIMARY KEY,
  device TEXT NOT NULL REFERENCES devices (id),
  user TEXT NOT NULL REFERENCES users (id),
  clinic TEXT NOT NULL REFERENCES clinics (id),
  code INTEGER REFERENCES enrolment_codes (no),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX enrolments_device ON enrolments (device, no);
CREATE TRIGGER enrolments_no_update BEFORE UPDATE ON enrolments
BEGIN SELECT RAISE(ABORT, 'this book is append-only'); END;
${["enrolments", "enrolment_codes"]
  .map(
    (table) => `CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table}
BEGIN SELECT RAISE(ABORT, 'this book is append-only'); END;`,
  )
  .join("\n")}

ALTER TABLE devices ADD COLUMN enrol_key BLOB;
`;
