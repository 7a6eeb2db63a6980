import type { Sqlite } from '../../core/sqlite/database.js';

/** Each step migrates the database to the next version; a released step never changes. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE files (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    filename TEXT NOT NULL,
    purpose TEXT NOT NULL,
    type TEXT NOT NULL
  );
  CREATE INDEX files_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    filename TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    type TEXT NOT NULL,
    lifetime INTEGER,
    status TEXT NOT NULL
  );
  CREATE INDEX uploads_expiry ON uploads (expires_at);
  CREATE TABLE parts (
    id TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES uploads,
    created_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  );
  CREATE INDEX parts_upload ON parts (upload_id);

  CREATE TABLE objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    parent TEXT,
    json TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  CREATE INDEX objects_order ON objects (kind, number);
  CREATE INDEX objects_parent ON objects (kind, parent, number);
  `,
];

/** Creates the tables, or migrates those of an older version. */
export function updateSchema(db: Sqlite): void {
  if (versionOf(db) === STEPS.length) return;
  db.transaction(() => {
    // Another process may have been first.
    const version = versionOf(db);
    if (version > STEPS.length) {
      throw new Error('the data was written by a newer version of OInt. Update OInt');
    }
    for (const step of STEPS.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${STEPS.length}`);
  });
}

function versionOf(db: Sqlite): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}
