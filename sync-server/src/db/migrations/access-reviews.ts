/** Who has looked at which emergency access, and what they found. An entry is reviewed once. */
export const accessReviews = `
CREATE TABLE access_reviews (
  no INTEGER PRIMARY KEY REFERENCES access_log (no),
  by TEXT NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER access_reviews_final BEFORE UPDATE ON access_reviews
BEGIN SELECT RAISE(ABORT, 'this book is append-only'); END;
CREATE TRIGGER access_reviews_kept BEFORE DELETE ON access_reviews
BEGIN SELECT RAISE(ABORT, 'this book is append-only'); END;
`;
