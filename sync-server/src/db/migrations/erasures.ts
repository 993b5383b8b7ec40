/**
 * The book of erasures (what was removed, by whom and why) and devices' signed words that they have removed it too.
 * Append-only but for the moment at which the files were rewritten.
 */
export const erasures = `
CREATE TABLE erasures (
  patient TEXT PRIMARY KEY,
  clinics TEXT NOT NULL,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  gone TEXT NOT NULL,
  purged_at INTEGER
) WITHOUT ROWID, STRICT;
CREATE TABLE erasure_receipts (
  patient TEXT NOT NULL,
  key BLOB NOT NULL,
  device TEXT NOT NULL,
  user TEXT NOT NULL,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (patient, key)
) WITHOUT ROWID, STRICT;
CREATE TRIGGER erasures_final BEFORE UPDATE OF patient, clinics, by, reason, at, gone ON erasures
BEGIN SELECT RAISE(ABORT, 'this book is append-only'); END;
CREATE TRIGGER erasures_kept BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'this book is append-only'); END;
`;
