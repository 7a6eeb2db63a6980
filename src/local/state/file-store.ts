import type { FileHandle } from 'node:fs/promises';
import type { Sqlite, SqlValue } from '../../core/sqlite/database.js';
import { randomHex } from '../../core/util/random.js';
import { badRequest } from '../errors.js';
import { seconds } from '../seconds.js';
import type { Blobs, Incoming } from './blobs.js';

/** A stored file's metadata; times in seconds since 1970. */
export interface FileRecord {
  id: string;
  bytes: number;
  created_at: number;
  expires_at?: number | undefined;
  filename: string;
  purpose: string;
  /** The media type it was sent with. */
  type: string;
}

export type FileAbout = Pick<FileRecord, 'filename' | 'purpose' | 'type'> & {
  /** Seconds until it expires. */
  lifetime?: number | undefined;
};

/** A file whose bytes have arrived, but perhaps not yet its name and purpose. */
export interface Draft {
  readonly size: number;
  /** `also` runs in the same transaction: if it throws, nothing is changed. */
  keep(about: FileAbout, also?: (file: FileRecord) => void): Promise<FileRecord>;
  discard(): Promise<void>;
}

export interface FilePage {
  purpose?: string | undefined;
  limit: number;
  /** Sorted by upload time. */
  order: 'asc' | 'desc';
  /** Start after the file with this ID. */
  after?: string | undefined;
}

const COLUMNS = 'id, bytes, created_at, expires_at, filename, purpose, type';
const ALIVE = '(expires_at IS NULL OR expires_at > ?)';

/** Files: metadata in the database, contents beside it. A file without a row does not exist. */
export class FileStore {
  readonly #db: Sqlite;
  readonly #blobs: Blobs;
  /** In bytes. */
  readonly largest: number;

  constructor(db: Sqlite, blobs: Blobs, largest: number) {
    this.#db = db;
    this.#blobs = blobs;
    this.largest = largest;
  }

  /** Stores a file's bytes as they arrive. Throws an `ApiError` (413) if there are too many. */
  async receive(content: AsyncIterable<Uint8Array>): Promise<Draft> {
    await this.#forgetExpired();
    const incoming = await this.#blobs.receive(content, this.largest);
    return {
      size: incoming.size,
      keep: async (about, also) => this.#keep(incoming, about, also),
      discard: () => incoming.discard(),
    };
  }

  async #keep(incoming: Incoming, about: FileAbout, also?: (file: FileRecord) => void) {
    const { filename, purpose, type, lifetime } = about;
    const created_at = seconds();
    const record: FileRecord = {
      id: `file-${randomHex(12)}`,
      bytes: incoming.size,
      created_at,
      ...(lifetime !== undefined && { expires_at: created_at + lifetime }),
      filename,
      purpose,
      type,
    };
    try {
      this.#db.transaction(() => {
        addFile(this.#db, record);
        also?.(record);
        this.#blobs.keep(incoming.path, record.id);
      });
      return record;
    } catch (error) {
      await incoming.discard();
      await this.#blobs.remove([record.id]);
      throw error;
    }
  }

  /** Finds a file that has not expired. */
  async find(id: string): Promise<FileRecord | undefined> {
    const row = this.#db
      .prepare(`SELECT ${COLUMNS} FROM files WHERE id = ? AND ${ALIVE}`)
      .get(id, seconds());
    return row === undefined ? undefined : recordOf(row);
  }

  /** Lists all files, newest first. */
  async list(): Promise<FileRecord[]> {
    return (await this.page({ limit: -1, order: 'desc' })).data;
  }

  /** Throws an `ApiError` (400) if `after` does not exist. */
  async page(page: FilePage): Promise<{ data: FileRecord[]; hasMore: boolean }> {
    const { purpose, limit, order, after } = page;
    const conditions = [ALIVE];
    const values: SqlValue[] = [seconds()];
    if (purpose !== undefined) {
      conditions.push('purpose = ?');
      values.push(purpose);
    }
    if (after !== undefined) {
      conditions.push(`number ${order === 'asc' ? '>' : '<'} ?`);
      values.push(this.#place(after));
    }
    const rows = this.#db
      .prepare(
        `SELECT ${COLUMNS} FROM files WHERE ${conditions.join(' AND ')}
         ORDER BY number ${order === 'asc' ? 'ASC' : 'DESC'} LIMIT ?`,
      )
      .all(...values, limit < 0 ? -1 : limit + 1);
    const data = (limit < 0 ? rows : rows.slice(0, limit)).map(recordOf);
    return { data, hasMore: rows.length > data.length };
  }

  #place(id: string): number {
    const row = this.#db.prepare('SELECT number FROM files WHERE id = ?').get(id);
    if (row) return (row as { number: number }).number;
    throw badRequest(`No file found with id '${id}'.`, 'after');
  }

  /** Opens the file's contents; the caller must close it. */
  async open(id: string): Promise<FileHandle | undefined> {
    return (await this.find(id)) && this.#blobs.open(id);
  }

  /** Returns whether the file existed. */
  async remove(id: string): Promise<boolean> {
    if (!(await this.find(id))) return false;
    const { changes } = this.#db.prepare('DELETE FROM files WHERE id = ?').run(id);
    await this.#blobs.remove([id]);
    return Number(changes) > 0;
  }

  async #forgetExpired(): Promise<void> {
    await this.#blobs.remove(forgetExpiredFiles(this.#db));
  }
}

/** Deletes the rows of expired files; returns the IDs of the blobs to delete with them. */
export function forgetExpiredFiles(db: Sqlite): string[] {
  const now = seconds();
  const expired = db.prepare('SELECT id FROM files WHERE expires_at <= ?').all(now) as {
    id: string;
  }[];
  if (expired.length > 0) db.prepare('DELETE FROM files WHERE expires_at <= ?').run(now);
  return expired.map(({ id }) => id);
}

export function addFile(db: Sqlite, file: FileRecord): void {
  const { id, bytes, created_at, expires_at, filename, purpose, type } = file;
  db.prepare(`INSERT INTO files (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`).run(
    ...[id, bytes, created_at, expires_at ?? null, filename, purpose, type],
  );
}

function recordOf(row: unknown): FileRecord {
  const { expires_at, ...known } = row as FileRecord & { expires_at: number | null };
  return { ...known, ...(expires_at !== null && { expires_at }) };
}
