import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { type Decoder, decoderOf, isBomb } from '../../core/http/decode.js';
import { ApiError, badRequest } from '../errors.js';

/** How the body of a request is compressed, in the order in which it was applied. */
export function codingsOf({ headers }: IncomingMessage): string[] {
  const codings = (headers['content-encoding'] ?? '').toLowerCase().split(',');
  return codings.map((coding) => coding.trim()).filter((one) => one && one !== 'identity');
}

interface Limits {
  /** The largest body after decompression, in bytes. */
  most: number;
  tooLarge(): Error;
}

/**
 * A decompressed body.
 *
 * @throws {ApiError} A coding is not supported, or there are several, which no client needs.
 */
export async function decompressed(
  bytes: AsyncIterable<Buffer>,
  codings: readonly string[],
  limits: Limits,
): Promise<AsyncIterable<Buffer>> {
  const [coding = ''] = codings;
  const decoder = codings.length === 1 ? await decoderOf(coding) : undefined;
  if (decoder) return unpacked(bytes, decoder, { coding, ...limits });
  throw new ApiError({
    status: 415,
    message: `The content encoding '${codings.join(', ').slice(0, 100)}' is not supported. Supported: ${await supported()}.`,
    code: 'unsupported_content_encoding',
    headers: { 'accept-encoding': await supported() },
  });
}

async function supported(): Promise<string> {
  const zstd = await decoderOf('zstd');
  return ['gzip', 'deflate', 'br', ...(zstd ? ['zstd'] : [])].join(', ');
}

async function* unpacked(
  bytes: AsyncIterable<Buffer>,
  decoder: Decoder,
  { coding, most, tooLarge }: Limits & { coding: string },
): AsyncGenerator<Buffer, void> {
  let size = 0;
  // The reader below gets the errors of both.
  pipeline(Readable.from(bytes, { objectMode: false }), decoder, () => {});
  try {
    for await (const chunk of decoder) {
      size += chunk.length;
      if (size > most || isBomb(size, decoder)) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw badRequest(`The request body is not valid ${coding}: ${(error as Error).message}.`);
  }
}
