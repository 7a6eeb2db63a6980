import { pipeline, Transform, type TransformCallback } from 'node:stream';
import type { Call } from '../definition/call.js';
import { type Body, StreamBody } from './body.js';
import type { Answer } from './message.js';

/** A body of up to this size, in bytes, may have any ratio: very repetitive text does. */
const SMALL = 64 * 1024 * 1024;
/** Real content never has a higher ratio: it would be an attempt to exhaust the memory. */
const MAX_RATIO = 200;

/** The body, decompressed. It fails when it becomes larger than the call accepts. */
export function decoded(answer: Answer, call: Call): Body | Promise<Body> {
  const encoding = answer.headers['content-encoding']?.toLowerCase();
  const { maxFilesize } = call.options;
  if (encoding && encoding !== 'identity') return decompressed(answer, encoding, maxFilesize);
  if (maxFilesize === undefined) return answer.body;
  // The reader of the last stream gets the error.
  return new StreamBody(pipeline(answer.body.stream(), new Budget(maxFilesize), () => {}));
}

export interface Decoder extends Transform {
  /** Compressed bytes so far. */
  readonly bytesWritten: number;
}

/** A decompressor by the name of its content coding; `undefined` if this Node has none. */
export async function decoderOf(coding: string): Promise<Decoder | undefined> {
  const zlib = await import('node:zlib');
  const make: Readonly<Record<string, (() => Decoder) | undefined>> = {
    gzip: zlib.createGunzip,
    'x-gzip': zlib.createGunzip,
    deflate: zlib.createInflate,
    br: zlib.createBrotliDecompress,
    zstd: (zlib as { createZstdDecompress?: () => Decoder }).createZstdDecompress,
  };
  return Object.hasOwn(make, coding) ? make[coding]?.() : undefined;
}

/** True if there are too many bytes for real content: see `MAX_RATIO`. */
export function isBomb(size: number, { bytesWritten }: Decoder): boolean {
  return size > SMALL && size > MAX_RATIO * bytesWritten;
}

async function decompressed(
  answer: Answer,
  encoding: string,
  maxFilesize: number | undefined,
): Promise<Body> {
  const decoder = await decoderOf(encoding);
  if (!decoder) throw new Error(`its compression is not supported (${encoding})`);
  // Also if the body has ended early by then; the reader of the last stream gets the error.
  const budget = new Budget(maxFilesize, decoder);
  return new StreamBody(pipeline(answer.body.stream(), decoder, budget, () => {}));
}

/** Passes a body on as long as it is within its limits. */
class Budget extends Transform {
  readonly #most: number | undefined;
  readonly #decoder: Decoder | undefined;
  #size = 0;

  constructor(most: number | undefined, decoder?: Decoder) {
    super();
    this.#most = most;
    this.#decoder = decoder;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#size += chunk.length;
    const why = this.#excess();
    if (why) done(new Error(why));
    else done(null, chunk);
  }

  #excess(): string | undefined {
    if (this.#most !== undefined) {
      return this.#size > this.#most ? `it is larger than ${this.#most} bytes` : undefined;
    }
    if (!this.#decoder || !isBomb(this.#size, this.#decoder)) return undefined;
    return `it decompresses to more than ${MAX_RATIO} times its size`;
  }
}
