/** Who read what. The body is what the chain hashes; the other columns only find it, and verification compares them. */
export const accessLog = `
CREATE TABLE access_log (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  person TEXT NOT NULL,
  what TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX access_log_person ON access_log (person, no);
CREATE TABLE access_log_patients (
  patient TEXT NOT NULL,
  no INTEGER NOT NULL REFERENCES access_log (no),
  PRIMARY KEY (patient, no)
) WITHOUT ROWID, STRICT;
CREATE TRIGGER access_log_final BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'entries of the access log are final'); END;
CREATE TRIGGER access_log_kept BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'entries of the access log are kept'); END;
`;
