import { createHash } from 'node:crypto';
import type { Sqlite } from '../../core/sqlite/database.js';
import { randomHex } from '../../core/util/random.js';
import { ApiError, badRequest } from '../errors.js';
import { seconds } from '../seconds.js';
import type { Blobs, Incoming } from './blobs.js';
import type { FileAbout, FileRecord, FileStore } from './file-store.js';

/** An upload in parts; times in seconds since 1970. */
export interface UploadRecord {
  id: string;
  created_at: number;
  expires_at: number;
  filename: string;
  /** The size of the complete file. */
  bytes: number;
  purpose: string;
  type: string;
  /** The lifetime of the file, in seconds. */
  lifetime?: number | undefined;
  status: 'pending' | 'completed' | 'cancelled' | 'expired';
}

export interface PartRecord {
  id: string;
  upload_id: string;
  created_at: number;
  bytes: number;
}

/** A part whose bytes have arrived. */
export interface PartDraft {
  keep(): Promise<PartRecord>;
  discard(): Promise<void>;
}

/** The lifetime of an upload, as at OpenAI, in seconds. */
const LIFETIME = 3600;
/** How long the outcome of an upload is remembered, in seconds. */
const REMEMBERED = 24 * 3600;
const LARGEST_PART = 64 * 1024 * 1024;
const CHUNK = 256 * 1024;

/** Uploads in parts: the parts are stored separately until the upload is completed or cancelled. */
export class UploadStore {
  readonly #db: Sqlite;
  readonly #blobs: Blobs;
  readonly #files: FileStore;
  /** The maximum size of a part, in bytes. */
  readonly largestPart = LARGEST_PART;

  constructor(db: Sqlite, blobs: Blobs, files: FileStore) {
    this.#db = db;
    this.#blobs = blobs;
    this.#files = files;
  }

  async begin(about: FileAbout & { bytes: number }): Promise<UploadRecord> {
    await this.#blobs.remove(endExpiredUploads(this.#db));
    const { filename, bytes, purpose, type, lifetime } = about;
    const id = `upload_${randomHex(12)}`;
    const created_at = seconds();
    this.#db
      .prepare("INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')")
      .run(
        ...[id, created_at, created_at + LIFETIME, filename, bytes, purpose, type],
        lifetime ?? null,
      );
    return this.#find(id);
  }

  /** Throws an `ApiError`: 404 if the upload does not exist, 400 if it accepts no more parts. */
  async receivePart(uploadId: string, content: AsyncIterable<Uint8Array>): Promise<PartDraft> {
    this.#pending(uploadId);
    const incoming = await this.#blobs.receive(content, LARGEST_PART);
    return {
      keep: async () => this.#keepPart(uploadId, incoming),
      discard: () => incoming.discard(),
    };
  }

  async #keepPart(upload_id: string, incoming: Incoming): Promise<PartRecord> {
    const id = `part_${randomHex(12)}`;
    const part = { id, upload_id, created_at: seconds(), bytes: incoming.size };
    try {
      this.#db.transaction(() => {
        // The upload may have ended while the part arrived.
        this.#pending(upload_id);
        this.#db
          .prepare('INSERT INTO parts VALUES (@id, @upload_id, @created_at, @bytes)')
          .run(part);
        this.#blobs.keep(incoming.path, id);
      });
      return part;
    } catch (error) {
      await incoming.discard();
      await this.#blobs.remove([id]);
      throw error;
    }
  }

  /** Joins the parts in the given order. If it throws an `ApiError`, the upload stays open. */
  async complete(
    id: string,
    partIds: readonly string[],
    md5: string | undefined,
  ): Promise<{ upload: UploadRecord; file: FileRecord }> {
    const upload = this.#pending(id);
    this.#checkParts(upload, partIds);
    const hash = createHash('md5');
    const draft = await this.#files.receive(
      this.#contentOf(partIds, (chunk) => hash.update(chunk)),
    );
    let parts: string[] = [];
    try {
      const found = hash.digest('hex');
      if (md5 !== undefined && md5.toLowerCase() !== found) {
        throw badRequest(`The MD5 of the parts is ${found}, not ${md5}.`, 'md5');
      }
      const file = await draft.keep(upload, () => {
        this.#pending(id);
        parts = end(this.#db, id, 'completed');
      });
      await this.#blobs.remove(parts);
      return { upload: { ...upload, status: 'completed' }, file };
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }

  async cancel(id: string): Promise<UploadRecord> {
    const parts = this.#db.transaction(() => {
      this.#pending(id);
      return end(this.#db, id, 'cancelled');
    });
    await this.#blobs.remove(parts);
    return this.#find(id);
  }

  #checkParts({ id, bytes }: UploadRecord, partIds: readonly string[]): void {
    const sizes = new Map(
      (
        this.#db.prepare('SELECT id, bytes FROM parts WHERE upload_id = ?').all(id) as PartRecord[]
      ).map((part) => [part.id, part.bytes]),
    );
    const unknown = partIds.find((part) => !sizes.has(part));
    if (unknown !== undefined) throw badRequest(`${id} has no part ${unknown}.`, 'part_ids');
    if (new Set(partIds).size < partIds.length) {
      throw badRequest("'part_ids' contains a part twice.", 'part_ids');
    }
    const sum = partIds.reduce((sum, part) => sum + sizes.get(part)!, 0);
    if (sum === bytes) return;
    throw badRequest(
      `The parts have ${sum} bytes together, but the upload was created with ${bytes}.`,
      'part_ids',
    );
  }

  async *#contentOf(partIds: readonly string[], seen: (chunk: Uint8Array) => void) {
    for (const id of partIds) {
      const handle = await this.#blobs.open(id);
      if (!handle)
        throw badRequest(`The part ${id} no longer exists: the upload has ended.`, 'part_ids');
      for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK })) {
        seen(chunk);
        yield chunk as Uint8Array;
      }
    }
  }

  #find(id: string): UploadRecord {
    const row = this.#db.prepare('SELECT * FROM uploads WHERE id = ?').get(id);
    if (!row) {
      const message = `No such Upload object: ${id}`;
      throw new ApiError({ status: 404, message, param: 'upload_id' });
    }
    const { lifetime, ...upload } = row as UploadRecord & { lifetime: number | null };
    if (upload.status === 'pending' && upload.expires_at <= seconds()) upload.status = 'expired';
    return { ...upload, lifetime: lifetime ?? undefined };
  }

  #pending(id: string): UploadRecord {
    const upload = this.#find(id);
    if (upload.status === 'pending') return upload;
    throw badRequest(`The upload ${id} is ${upload.status}. Create another one.`, 'upload_id');
  }
}

/** Expires overdue uploads; returns the IDs of the blobs to delete with them. */
export function endExpiredUploads(db: Sqlite): string[] {
  const now = seconds();
  return db.transaction(() => {
    const over = db
      .prepare("SELECT id FROM uploads WHERE expires_at <= ? AND status = 'pending'")
      .all(now) as { id: string }[];
    const parts = over.flatMap(({ id }) => end(db, id, 'expired'));
    db.prepare('DELETE FROM uploads WHERE expires_at <= ?').run(now - REMEMBERED);
    return parts;
  });
}

/** Ends an upload; returns the IDs of its parts, which have no record any more. */
function end(db: Sqlite, id: string, status: UploadRecord['status']): string[] {
  db.prepare('UPDATE uploads SET status = ? WHERE id = ?').run(status, id);
  const parts = db.prepare('SELECT id FROM parts WHERE upload_id = ?').all(id) as { id: string }[];
  db.prepare('DELETE FROM parts WHERE upload_id = ?').run(id);
  return parts.map((part) => part.id);
}
