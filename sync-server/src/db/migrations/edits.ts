/**
 * For documents whose values may be overwritten: each change's number in its document, what it builds on, and where
 * its operations write. Derived from the log; filled for older logs when they are opened (adapters/sqlite/edits.ts).
 */
export const edits = `
CREATE TABLE edits (
  seq INTEGER PRIMARY KEY REFERENCES log (seq),
  doc INTEGER NOT NULL REFERENCES docs (no),
  actor BLOB NOT NULL,
  start_op INTEGER NOT NULL,
  max_op INTEGER NOT NULL,
  no INTEGER NOT NULL,
  before TEXT,
  places TEXT NOT NULL
) STRICT;
CREATE INDEX edits_op ON edits (doc, actor, max_op);
`;
