import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TargetFile, writeWhole } from '../../core/file.js';
import { isRecord } from '../../core/is-record.js';

/** What is known of a stored file; times in seconds since 1970. */
export interface FileRecord {
  id: string;
  bytes: number;
  created_at: number;
  expires_at?: number | undefined;
  filename: string;
  purpose: string;
  /** The media type it was sent with. */
  type: string;
  /** Finer than `created_at`: what was uploaded within one second stays in order. */
  uploaded: number;
}

export type FileAbout = Pick<FileRecord, 'filename' | 'purpose' | 'type'> & {
  /** Seconds until it may be forgotten. */
  lifetime?: number | undefined;
};

/** A file whose bytes have arrived and whose name and purpose may still be to come. */
export interface Draft {
  keep(about: FileAbout): Promise<FileRecord>;
  discard(): Promise<void>;
}

const ID = /^file-[0-9a-f]{24}$/;
const OWNER_ONLY = 0o600;
/** What a broken upload left is cleared away when it is this old, in milliseconds. */
const ABANDONED = 24 * 60 * 60 * 1000;

/**
 * Files on disk, two for each: `<id>.bin` holds the bytes and `<id>.json` what is known of them. The
 * record is written last and removed first: without it, a file is not there.
 */
export class FileStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes in a file's bytes as they arrive. */
  async receive(content: AsyncIterable<Uint8Array>): Promise<Draft> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#clearAbandoned();
    const id = `file-${randomBytes(12).toString('hex')}`;
    const target = await TargetFile.open(this.#path(id, 'bin'), OWNER_ONLY);
    try {
      for await (const chunk of content) await target.write(chunk);
    } catch (error) {
      await target.discard();
      throw error;
    }
    return {
      keep: (about) => this.#keep(id, target, about),
      discard: () => target.discard(),
    };
  }

  async #keep(id: string, target: TargetFile, about: FileAbout): Promise<FileRecord> {
    await target.commit();
    const { lifetime, ...known } = about;
    const uploaded = Date.now();
    const created_at = Math.floor(uploaded / 1000);
    const expires_at = lifetime === undefined ? undefined : created_at + lifetime;
    const record = { id, bytes: target.size, created_at, expires_at, ...known, uploaded };
    try {
      await writeWhole(this.#path(id, 'json'), JSON.stringify(record), OWNER_ONLY);
    } catch (error) {
      await rm(target.path, { force: true });
      throw error;
    }
    return record;
  }

  /** The file of this id, where there is one that is whole and has not expired. */
  async find(id: string): Promise<FileRecord | undefined> {
    if (!ID.test(id)) return undefined;
    try {
      const record: unknown = JSON.parse(await readFile(this.#path(id, 'json'), 'utf8'));
      if (!isFileRecord(record, id)) return undefined;
      if (hasExpired(record)) {
        await this.#erase(id);
        return undefined;
      }
      const { size } = await stat(this.#path(id, 'bin'));
      return size === record.bytes ? record : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Every file, the newest first. */
  async list(): Promise<FileRecord[]> {
    const ids = (await this.#names()).flatMap((name) =>
      name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [],
    );
    const records: FileRecord[] = [];
    for (const id of ids) {
      // One that cannot be read must not hide all others.
      const record = await this.find(id).catch(() => undefined);
      if (record) records.push(record);
    }
    return records.sort((a, b) => b.uploaded - a.uploaded || (a.id < b.id ? -1 : 1));
  }

  /** The file's bytes, to be read and closed by the caller. */
  async open(id: string): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path(id, 'bin'));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Says whether there was such a file. */
  async remove(id: string): Promise<boolean> {
    if (!(await this.find(id))) return false;
    await this.#erase(id);
    return true;
  }

  async #erase(id: string): Promise<void> {
    await rm(this.#path(id, 'json'), { force: true });
    await rm(this.#path(id, 'bin'), { force: true });
  }

  #path(id: string, ending: 'bin' | 'json'): string {
    return join(this.#folder, `${id}.${ending}`);
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }

  /** Removes what was never finished: bytes without a record, and temporary files. */
  async #clearAbandoned(): Promise<void> {
    const names = new Set(await this.#names());
    for (const name of names) {
      const isOrphan = name.endsWith('.bin') && !names.has(name.replace(/bin$/, 'json'));
      if (!isOrphan && !/^\.file-.*\.part$/.test(name)) continue;
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => undefined);
      if (found && found.mtimeMs < Date.now() - ABANDONED) await rm(path, { force: true });
    }
  }
}

function isFileRecord(value: unknown, id: string): value is FileRecord {
  return (
    isRecord(value) &&
    value.id === id &&
    [value.bytes, value.created_at, value.uploaded].every(Number.isInteger) &&
    [value.filename, value.purpose, value.type].every((text) => typeof text === 'string') &&
    (value.expires_at === undefined || Number.isInteger(value.expires_at))
  );
}

function hasExpired({ expires_at }: FileRecord): boolean {
  return expires_at !== undefined && expires_at * 1000 <= Date.now();
}

function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
