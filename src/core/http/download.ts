import type { Hash } from 'node:crypto';
import type { Call } from '../definition/call.js';
import { HttpError, type OintError, ResponseError } from '../errors/errors.js';
import type { TargetFile } from '../files/file.js';
import type { Exchange, Read } from './message.js';
import { packets } from './packets.js';
import { readAll, where } from './read.js';
import { pauseAfter } from './resume.js';
import { announcedSize, type BytesOrFile, type SavedFile, savedFile } from './save.js';

/** Sends the request of a download with additional headers, and reads the response. */
type Sending = <T>(headers: Readonly<Record<string, string>>, read: Read<T>) => Promise<T>;

/** What the service says about the whole file. */
export interface Announced {
  /** Its MD5 in hexadecimal: what was downloaded must match it. */
  md5?: string | undefined;
}

/**
 * Downloads a file: into memory, or to the file of `saveTo`, complete or not at all. If the
 * connection is lost, a download to a file continues where it was, provided that it is certainly the
 * same file: it has a strong ETag, or its digest is known.
 */
export function download(
  call: Call,
  send: Sending,
  announced: Announced = {},
): Promise<BytesOrFile> {
  const { saveTo } = call.options;
  if (!saveTo || call.dryRun) return send({}, (exchange) => toMemory(exchange, announced));
  return savedFile(call, saveTo, (target) => new Saving(call, target, announced).whole(send));
}

/** Reads the whole body and reports progress. */
async function toMemory(exchange: Exchange, { md5 }: Announced): Promise<Buffer> {
  const { onProgress } = exchange.call.options;
  const total = announcedSize(exchange.answer);
  const body = await readAll(exchange, {
    onData: onProgress && ((done) => onProgress({ direction: 'down', done, total })),
  });
  if (md5) compare(newHash().update(body), md5, exchange);
  return body;
}

/** A download on its way into a file. */
class Saving {
  readonly #call: Call;
  readonly #target: TargetFile;
  readonly #md5: string | undefined;
  #hash: Hash | undefined;
  /** The ETag of what is being saved. */
  #etag: string | undefined;
  /** True if the rest of it may be requested after a lost connection. */
  #mayContinue = false;
  #type: SavedFile['type'];

  constructor(call: Call, target: TargetFile, { md5 }: Announced) {
    this.#call = call;
    this.#target = target;
    this.#md5 = md5;
  }

  /** Saves the whole file and returns its media type. */
  async whole(send: Sending): Promise<SavedFile['type']> {
    for (let failures = 0; ; ) {
      const before = this.#target.size;
      const lost = await this.#next(send);
      if (!lost) return this.#type;
      if (this.#target.size > before) failures = 0;
      await pauseAfter(lost, failures++, this.#call);
    }
  }

  /** Requests what is missing. Returns the failure if more can be requested afterwards. */
  async #next(send: Sending): Promise<OintError | undefined> {
    if (this.#target.size > 0) {
      const headers = {
        ...{ range: `bytes=${this.#target.size}-`, 'accept-encoding': 'identity' },
        ...(this.#etag && { 'if-range': this.#etag }),
      };
      try {
        return await send(headers, (exchange) => this.#read(exchange));
      } catch (error) {
        // The file has become smaller, or only the end of the response was lost.
        if (!(error instanceof HttpError) || error.status !== 416) throw error;
      }
    }
    return send({}, (exchange) => this.#read(exchange));
  }

  async #read(exchange: Exchange): Promise<OintError | undefined> {
    const { request, answer, call } = exchange;
    const isRest = this.#mayContinue && answer.status === 206 && 'range' in request.headers;
    if (isRest) checkStart(exchange, this.#target.size);
    else await this.#begin(exchange);
    const size = announcedSize(answer);
    const total = size === undefined ? undefined : this.#target.size + size;
    try {
      for await (const chunk of packets(exchange)) {
        this.#hash?.update(chunk);
        await this.#target.write(chunk);
        call.options.onProgress?.({ direction: 'down', done: this.#target.size, total });
      }
    } catch (error) {
      const isLost = error instanceof ResponseError && error.cut;
      if (isLost && this.#mayContinue && this.#target.size > 0) return error;
      throw error;
    }
    if (this.#hash && this.#md5) compare(this.#hash, this.#md5, exchange);
    return undefined;
  }

  /** A response with the file from its beginning. */
  async #begin({ answer: { status, headers }, call }: Exchange): Promise<void> {
    await this.#target.restart();
    this.#type = headers['content-type'];
    this.#hash = this.#md5 ? newHash() : undefined;
    // A weak one says only that two files are similar.
    this.#etag = headers.etag?.startsWith('"') ? headers.etag : undefined;
    const isSure = this.#etag !== undefined || this.#md5 !== undefined;
    const isPlain = !headers['content-encoding'] && headers['accept-ranges'] !== 'none';
    this.#mayContinue = isSure && isPlain && status === 200 && call.effect === 'read';
  }
}

/** Not imported: most commands do not need it. */
function newHash(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('md5');
}

/** The rest must begin where the file ends. */
function checkStart({ answer, request, call }: Exchange, at: number): void {
  const range = answer.headers['content-range'] ?? '';
  if (Number(/^bytes (\d+)-/.exec(range)?.[1]) === at) return;
  answer.release();
  throw new ResponseError({
    method: call.method,
    status: answer.status,
    message: call.redactor.text(
      `the server returned "${range.slice(0, 80)}" instead of the bytes from ${at} (${where(request)})`,
    ),
    hint: 'Start the download again.',
  });
}

function compare(hash: Hash, md5: string, { answer, request, call }: Exchange): void {
  const found = hash.digest('hex');
  if (found === md5.toLowerCase()) return;
  throw new ResponseError({
    method: call.method,
    status: answer.status,
    message: call.redactor.text(
      `the downloaded file is corrupt: its MD5 is ${found}, expected ${md5.slice(0, 80)} (${where(request)})`,
    ),
    hint: 'Try again. The file may have changed during the download.',
  });
}
