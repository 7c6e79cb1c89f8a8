/** What a database file of Boardcast holds. `synchronous = FULL`: an answered commit survives a power cut. */
export const SCHEMA = `
PRAGMA busy_timeout = 500;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS groups (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  top INTEGER NOT NULL,
  trimmed_offset INTEGER NOT NULL,
  trimmed_time INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS publications (
  group_number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  event TEXT NOT NULL,
  time INTEGER NOT NULL,
  id TEXT,
  text TEXT NOT NULL,
  PRIMARY KEY (group_number, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  value TEXT NOT NULL,
  expires INTEGER,
  PRIMARY KEY (collection, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_expires ON documents (expires) WHERE expires IS NOT NULL;
`;
