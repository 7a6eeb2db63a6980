import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { InputError } from '../core/errors/errors.js';
import type { Redactor } from '../core/errors/redact.js';
import { typeByName } from '../core/files/media-type.js';
import { cut } from '../core/util/cut.js';
import { randomHex } from '../core/util/random.js';
import { safeName } from '../serving/safe-name.js';

/** A file that a method returned, or a result too long for a model: stored until the server ends. */
export interface StoredFile {
  uri: string;
  name: string;
  path: string;
  type: string | undefined;
  bytes: number;
}

/** What follows a page shows whether its last character is whole. */
const CLUSTER = 64;
const SCHEME = 'oint://files/';

/** Stores files of results in a folder that only this user can read. */
export class FileStore {
  readonly #redactor: Redactor;
  readonly #files = new Map<string, StoredFile>();
  #folder: Promise<string> | undefined;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** A path for a new file of this name. */
  async place(name: string): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'oint-mcp-'));
    return join(await this.#folder, `${randomHex(4)}-${safeName(name)}`);
  }

  async write(name: string, data: string | Uint8Array, type?: string): Promise<StoredFile> {
    const path = await this.place(name);
    await writeFile(path, data, { mode: 0o600 });
    return this.keep(path, name, type);
  }

  /** Registers a file under a handle that cannot be guessed. */
  async keep(path: string, name = basename(path), type?: string): Promise<StoredFile> {
    const shown = safeName(name);
    const uri = `${SCHEME}${randomHex(6)}/${encodeURIComponent(shown)}`;
    const { size } = await stat(path);
    const found = { uri, name: shown, path, type: type ?? (await typeByName(shown)), bytes: size };
    this.#files.set(uri, found);
    return found;
  }

  /** The path of a handle; undefined for any other text. */
  pathOf(uri: string): string | undefined {
    return uri.startsWith(SCHEME) ? this.get(uri).path : undefined;
  }

  find(uri: string): StoredFile | undefined {
    return this.#files.get(uri);
  }

  /** @throws {InputError} No such file. */
  get(uri: string): StoredFile {
    const found = this.find(uri);
    if (found) return found;
    const message = `no such file: "${cut(uri, 120)}". Handles are only valid while the server runs`;
    throw new InputError({ param: 'uri', message });
  }

  list(): StoredFile[] {
    return [...this.#files.values()];
  }

  /** The bytes of a file, secrets masked. */
  async read({ path }: StoredFile): Promise<Buffer> {
    return this.#redactor.bytes(await readFile(path));
  }

  /** Part of a text, secrets masked, and its total length in characters. */
  async page(
    { path }: StoredFile,
    from: number,
    length: number,
  ): Promise<{ text: string; total: number }> {
    let text = '';
    let total = 0;
    const most = length + CLUSTER;
    const chunks = createReadStream(path, 'utf8') as AsyncIterable<string>;
    for await (const piece of this.#redactor.stream(chunks)) {
      const start = Math.max(0, from - total);
      if (text.length < most) text += piece.slice(start, start + most - text.length);
      total += piece.length;
    }
    // The next page begins where this one ends. A model may also begin inside a character.
    return { text: cut(text, length).replace(/^[\uDC00-\uDFFF]/, '\uFFFD'), total };
  }

  async close(): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }
}
