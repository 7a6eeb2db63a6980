import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../../core/definition/call-options.js';
import { OintError, OutputError, ResponseError } from '../../../core/errors/errors.js';
import { packets } from '../../../core/http/packets.js';
import { exchange } from '../../../core/http/request.js';
import { access, type HubFile, type HubSpec, hubCall } from './hub.js';

export interface DownloadOptions {
  /** The model that the file is of. */
  asked: HubSpec;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** So often in a row a download is taken up again in which nothing more arrives. */
const TRIES = 4;
const FIRST_PAUSE = 500;
const GOES_ON = 'What has arrived is kept: the same command goes on with it.';

/**
 * Downloads a file. What has arrived is kept beside it, and a later call goes on there: the name it is
 * kept under holds the digest, so parts of different files never meet. Only a file that is whole and
 * has its digest takes its name.
 *
 * Throws an `OutputError` for a full disk, a `ResponseError` for a wrong digest, and what a request
 * throws.
 */
export async function download(file: HubFile, to: string, options: DownloadOptions): Promise<void> {
  const part = `${to}.${file.sha256.slice(0, 12)}.part`;
  await mkdir(dirname(to), { recursive: true });
  const target = await Part.open(part, file);
  try {
    await target.checkSpace();
    await fetchRest(target, file, options);
    await target.checkDigest();
  } catch (error) {
    if (error instanceof OintError && !target.isBroken) error.advises(GOES_ON);
    throw error;
  } finally {
    await target.close();
  }
  await rename(part, to);
}

async function fetchRest(target: Part, file: HubFile, options: DownloadOptions): Promise<void> {
  for (let tries = 0; target.size < file.bytes; ) {
    const before = target.size;
    try {
      await fetchOnce(target, file, options);
      // An answer that ends early and well is no news either.
      if (target.size === before) throw short(target.size, file);
    } catch (error) {
      if (!(error instanceof OintError) || !error.retryable) throw error;
      tries = target.size > before ? 0 : tries + 1;
      if (tries === TRIES) throw error;
      await sleep(FIRST_PAUSE * 2 ** tries, undefined, { signal: options.signal }).catch(() => {});
    }
  }
}

async function fetchOnce(
  target: Part,
  { url, bytes: total }: HubFile,
  { asked, signal, onProgress }: DownloadOptions,
): Promise<void> {
  const from = target.size;
  // A large file over a slow line takes hours; silence still ends it.
  const call = hubCall({ signal, timeout: Number.POSITIVE_INFINITY, retries: 0 });
  const spec = access(asked, call);
  const ownHeaders = {
    'accept-encoding': 'identity',
    ...(from > 0 && { range: `bytes=${from}-` }),
  };
  await exchange(call, 'GET', new URL(url), { ...spec, ownHeaders }, async (exchange) => {
    const { answer } = exchange;
    const range = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '');
    // A server that knows no ranges begins anew.
    if (answer.status !== 206 || Number(range?.[1]) !== from) await target.restart();
    for await (const chunk of packets(exchange)) {
      await target.write(chunk);
      onProgress?.({ direction: 'down', done: target.size, total });
    }
  });
}

function short(size: number, { bytes, name }: HubFile): ResponseError {
  const message = `${name} ended after ${size} of ${bytes} bytes`;
  return new ResponseError({ method: 'local pull', message, cut: true });
}

/** A file that is not whole yet. */
class Part {
  readonly #path: string;
  readonly #file: HubFile;
  readonly #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #broken = false;
  size = 0;

  private constructor(path: string, file: HubFile, handle: FileHandle) {
    this.#path = path;
    this.#file = file;
    this.#handle = handle;
  }

  /** Opens it, and reads what is there of it already. */
  static async open(path: string, file: HubFile): Promise<Part> {
    let part: Part;
    try {
      // Places are written to by number: two processes that fetch the same file do not harm each other.
      const handle = await open(path, 'r+').catch(() => open(path, 'w+', 0o644));
      part = new Part(path, file, handle);
    } catch (error) {
      throw notWritten(path, error);
    }
    const { size } = await stat(path);
    if (size > file.bytes) await part.restart();
    else {
      for await (const chunk of createReadStream(path, { end: Math.max(0, size - 1) })) {
        part.#hash.update(chunk);
        part.size += chunk.length;
      }
    }
    return part;
  }

  async checkSpace(): Promise<void> {
    const needed = this.#file.bytes - this.size;
    const { bavail, bsize } = await statfs(dirname(this.#path));
    if (bavail * bsize >= needed) return;
    throw new OutputError({
      method: 'local pull',
      message: `${this.#file.name} needs ${needed} more bytes on the disk, and ${bavail * bsize} are free`,
      hint: 'Make room, or give another data folder: OINT_DATA.',
    });
  }

  async write(chunk: Uint8Array): Promise<void> {
    try {
      for (let from = 0; from < chunk.length; ) {
        const at = this.size + from;
        from += (await this.#handle.write(chunk, from, undefined, at)).bytesWritten;
      }
    } catch (error) {
      throw notWritten(this.#path, error);
    }
    this.#hash.update(chunk);
    this.size += chunk.length;
  }

  async restart(): Promise<void> {
    if (this.size > 0) this.#hash = createHash('sha256');
    this.size = 0;
    await this.#handle.truncate(0);
  }

  async checkDigest(): Promise<void> {
    await this.#handle.sync();
    const found = this.#hash.digest('hex');
    const { name, sha256, bytes } = this.#file;
    if (found === sha256 && this.size === bytes) return;
    this.#broken = true;
    throw new ResponseError({
      method: 'local pull',
      message: `${name} did not arrive as it is on the hub: its SHA-256 is ${found}, not ${sha256}`,
      hint: 'What arrived was removed. Download it again; if it stays so, the hub or a proxy changes it.',
    });
  }

  get isBroken(): boolean {
    return this.#broken;
  }

  async close(): Promise<void> {
    await this.#handle.close();
    if (this.#broken) await rm(this.#path, { force: true });
  }
}

const FULL = /^(ENOSPC|EDQUOT)$/;

function notWritten(path: string, cause: unknown): OutputError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new OutputError({
    method: 'local pull',
    message: `writing ${path} failed: ${FULL.test(code) ? 'the disk is full' : message}`,
    hint: FULL.test(code) ? 'Make room, or give another data folder: OINT_DATA.' : undefined,
    cause,
  });
}
