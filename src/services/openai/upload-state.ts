import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { changeFile } from '../../core/files/change-file.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { isRecord } from '../../core/util/is-record.js';

/** An uploaded part: its ID on the server, and the SHA-256 of its bytes. */
export interface SentPart {
  id: string;
  sha256: string;
}

/** The state of an upload: enough to resume it after a failure, even in another process. */
export interface UploadState {
  id: string;
  /** The size of the whole file, and of each part but the last, in bytes. */
  size: number;
  partSize: number;
  /** When it expires, in seconds since 1970; if the server says so. */
  expires_at?: number | undefined;
  /** By their index in the file, from 0. */
  parts: Record<number, SentPart>;
}

/** No server keeps an upload for that long, in milliseconds. */
const FORGOTTEN = 7 * 24 * 3_600_000;

/**
 * The record of an upload, as a file in the data folder. The API cannot list the parts it has, so
 * only this knows. It contains no secrets.
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

  /** Returns `undefined` if there is no record of such an upload. */
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

  /** The number of uploaded parts. */
  get count(): number {
    return Object.keys(this.state.parts).length;
  }

  /** Records a part. If it cannot be written to disk, the upload continues anyway. */
  add(index: number, part: SentPart): void {
    this.state.parts[index] = part;
    if (this.#waits) return;
    this.#waits = true;
    this.#saving = this.#saving.then(() => this.#save());
  }

  /** One write at a time; parts that arrive in the meantime are written together by the next. */
  async #save(): Promise<void> {
    this.#waits = false;
    try {
      const path = pathOf(this.#folder, this.state.id);
      await changeFile(path, (old) => {
        // Another process may resume the same upload.
        Object.assign(this.state.parts, { ...partsIn(old, this.state.id), ...this.state.parts });
        return JSON.stringify(this.state);
      });
      this.#saved = true;
    } catch {
      this.#saved = false;
    }
  }

  /** True if another call can resume from here. */
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

/** An ID from the server is not a path: the file stays in the folder whatever it contains. */
function pathOf(folder: string, id: string): string {
  return join(folder, `${encodeURIComponent(id)}.json`);
}

/** The parts in a stored record; none if it is not one. */
function partsIn(text: string | undefined, id: string): UploadState['parts'] {
  try {
    const state: unknown = JSON.parse(text ?? '');
    return isState(state, id) ? state.parts : {};
  } catch {
    return {};
  }
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
