import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../../core/files/data-folder.js';
import { writeWhole } from '../../core/files/file.js';
import { isRecord } from '../../core/util/is-record.js';

/** A part that the server has: its ID there, and the SHA-256 of its bytes. */
export interface SentPart {
  id: string;
  sha256: string;
}

/** An upload under way: what it takes to go on with it after a failure, also in another process. */
export interface UploadState {
  id: string;
  /** Of the whole file, and of each part but the last, in bytes. */
  size: number;
  partSize: number;
  /** When the server forgets it, in seconds since 1970; where it says so. */
  expires_at?: number | undefined;
  /** By their place in the file, counted from 0. */
  parts: Record<number, SentPart>;
}

const OWNER_ONLY = 0o600;
/** No server keeps an upload as long as that, in milliseconds. */
const FORGOTTEN = 7 * 24 * 3_600_000;

/**
 * What is remembered of an upload, as a file in the data folder. The API cannot say which parts it
 * has, so that only this knows. It holds no secrets.
 */
export class UploadRecord {
  readonly state: UploadState;
  readonly #folder: string;
  #saving: Promise<void> = Promise.resolve();
  #saved = false;
  #waits = false;

  private constructor(folder: string, state: UploadState) {
    this.#folder = folder;
    this.state = state;
  }

  static async begin(state: UploadState): Promise<UploadRecord> {
    const folder = uploadsFolder();
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
    await clearForgotten(folder).catch(() => {});
    return new UploadRecord(folder, state);
  }

  /** `undefined` where nothing is known of such an upload. */
  static async find(id: string): Promise<UploadRecord | undefined> {
    const folder = uploadsFolder();
    try {
      const state: unknown = JSON.parse(await readFile(pathOf(folder, id), 'utf8'));
      if (!isState(state, id)) return undefined;
      const record = new UploadRecord(folder, state);
      record.#saved = true;
      return record;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (error instanceof SyntaxError || code === 'ENOENT' || code === 'ENAMETOOLONG') {
        return undefined;
      }
      throw error;
    }
  }

  /** How many parts the server has. */
  get count(): number {
    return Object.keys(this.state.parts).length;
  }

  /** Remembers a part. Where the disk does not take it, the upload goes on all the same. */
  add(index: number, part: SentPart): void {
    this.state.parts[index] = part;
    if (this.#waits) return;
    this.#waits = true;
    this.#saving = this.#saving.then(() => this.#save());
  }

  /** One at a time; what comes meanwhile is written together, by the next. */
  async #save(): Promise<void> {
    this.#waits = false;
    try {
      const path = pathOf(this.#folder, this.state.id);
      await writeWhole(path, JSON.stringify(this.state), OWNER_ONLY);
      this.#saved = true;
    } catch {
      this.#saved = false;
    }
  }

  /** True where another call can go on from here. */
  async isKept(): Promise<boolean> {
    await this.#saving;
    return this.#saved && this.count > 0;
  }

  async forget(): Promise<void> {
    await this.#saving;
    await rm(pathOf(this.#folder, this.state.id), { force: true }).catch(() => {});
  }
}

function uploadsFolder(): string {
  return join(dataFolder(), 'uploads');
}

/** An ID is the server's, and no path: it stays in the folder whatever it is. */
function pathOf(folder: string, id: string): string {
  return join(folder, `${encodeURIComponent(id)}.json`);
}

async function clearForgotten(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (mtimeMs < Date.now() - FORGOTTEN) await rm(path, { force: true });
  }
}

function isState(value: unknown, id: string): value is UploadState {
  return (
    isRecord(value) &&
    value.id === id &&
    [value.size, value.partSize].every((size) => Number.isInteger(size) && Number(size) > 0) &&
    isRecord(value.parts) &&
    Object.values(value.parts).every(
      (part) => isRecord(part) && typeof part.id === 'string' && typeof part.sha256 === 'string',
    )
  );
}
