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
  /** The model of the file. */
  asked: HubSpec;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** How many times in a row a download is resumed without receiving any new bytes. */
const TRIES = 4;
const FIRST_PAUSE = 500;
const GOES_ON = 'The partial download is kept. Run the same command to resume it.';

/**
 * Downloads a file. Partial downloads are kept beside it and resumed by a later call: their name
 * contains the digest, so parts of different files are never mixed. The file gets its name only
 * when it is complete and its digest matches.
 *
 * Throws an `OutputError` for a full disk, a `ResponseError` for a wrong digest, and the errors of
 * a request.
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
      // A response that ends early without an error brings nothing new either.
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
  // A large file on a slow connection takes hours; the idle timeout still applies.
  const call = hubCall({ signal, timeout: Number.POSITIVE_INFINITY, retries: 0 });
  const spec = access(asked, call);
  const ownHeaders = {
    'accept-encoding': 'identity',
    ...(from > 0 && { range: `bytes=${from}-` }),
  };
  await exchange(call, 'GET', new URL(url), { ...spec, ownHeaders }, async (exchange) => {
    const { answer } = exchange;
    const range = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '');
    // A server without range support starts over.
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

/** An incomplete file. */
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

  /** Opens the file and hashes what is already there. */
  static async open(path: string, file: HubFile): Promise<Part> {
    let part: Part;
    try {
      // Writes go to explicit positions: two processes downloading the same file do no harm.
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
      message: `${this.#file.name} needs ${needed} more bytes of disk space, but only ${bavail * bsize} are free`,
      hint: 'Free some space, or set OINT_DATA to another data folder.',
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
      message: `the downloaded ${name} is corrupt: its SHA-256 is ${found}, expected ${sha256}`,
      hint: 'The file was deleted. Download it again. If the error persists, the hub or a proxy is altering the file.',
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
    message: `cannot write ${path}: ${FULL.test(code) ? 'the disk is full' : message}`,
    hint: FULL.test(code) ? 'Free some space, or set OINT_DATA to another data folder.' : undefined,
    cause,
  });
}
