import { lookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { cut } from '../../core/util/cut.js';
import type { Picture } from '../engines/engine.js';
import { type ApiError, badRequest } from '../errors.js';

export interface FetchOptions {
  /** Returns why an address is refused, such as `notPublic` does; `undefined` if it is allowed. */
  refuse(address: string): string | undefined;
  /** In bytes. */
  most?: number;
  /** For the whole download, in milliseconds. */
  timeout?: number;
}

type Refuse = FetchOptions['refuse'];

const MIB = 2 ** 20;
const MOST_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const SEND_IT = 'Send the image itself, as data:image/…;base64,….';

/**
 * Downloads an image for an untrusted caller: never from a refused address, whatever the name
 * resolves to and wherever the server redirects, and never more than `most` bytes. Uses no proxy,
 * which would resolve the name itself. Throws an `ApiError`.
 */
export async function fetchPicture(url: string, options: FetchOptions): Promise<Picture> {
  const { most = 20 * MIB, timeout = 20_000, refuse } = options;
  const signal = AbortSignal.timeout(timeout);
  try {
    const bytes = await readBounded(await follow(new URL(url), refuse, signal), most);
    return { type: await pictureType(bytes), bytes };
  } catch (error) {
    const late = signal.aborted ? `timed out after ${timeout / 1000} s. ${SEND_IT}` : undefined;
    throw refused(url, late ?? reasonOf(error as Error));
  }
}

/** Why an image is refused, in words for the caller. */
class Unwelcome extends Error {}

function refused(url: string, reason: string): ApiError {
  const shown = url.length > 200 ? `${cut(url, 200)}…` : url;
  return badRequest(`The image at ${shown} ${reason}`, undefined, 'invalid_image_url');
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof Unwelcome) return error.message;
  return `could not be downloaded${error.code ? ` (${error.code})` : ''}. ${SEND_IT}`;
}

/** The response with the image, after a limited number of redirects. */
async function follow(first: URL, refuse: Refuse, signal: AbortSignal) {
  let url = first;
  for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
    const response = await ask(url, refuse, signal);
    const { statusCode: status = 0, headers } = response;
    if (status === 200) return response;
    response.destroy();
    if (!REDIRECTS.has(status))
      throw new Unwelcome(`could not be downloaded: the server returned status ${status}.`);
    if (!headers.location || !URL.canParse(headers.location, url.href)) {
      throw new Unwelcome(
        'could not be downloaded: the server returned a redirect without a valid Location.',
      );
    }
    url = new URL(headers.location, url);
  }
  throw new Unwelcome(`was redirected more than ${MOST_REDIRECTS} times. ${SEND_IT}`);
}

function ask(url: URL, refuse: Refuse, signal: AbortSignal): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Unwelcome(`uses ${url.protocol}, but only http and https are supported.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A literal IP address is never looked up, so it is checked here.
  if (isIP(host)) mustBeWelcome(host, refuse);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, {
      // A new connection: the address of a pooled one may have been checked by different rules.
      agent: false,
      lookup: checkedLookup(refuse),
      signal,
      headers: { accept: 'image/*', 'user-agent': 'oint' },
    });
    request.once('response', resolve).once('error', reject);
  });
}

/**
 * Resolves a name for the connection that is being opened: the address that is checked is the
 * address that is used. If any address of a name is refused, the name is refused.
 */
function checkedLookup(refuse: Refuse): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found = []) => {
      if (error) return callback(error, '');
      try {
        for (const { address } of found) mustBeWelcome(address, refuse);
      } catch (refusal) {
        return callback(refusal as Error, '');
      }
      const [first] = found;
      return options.all ? callback(null, found) : callback(null, first!.address, first!.family);
    });
  };
}

function mustBeWelcome(address: string, refuse: Refuse): void {
  const what = refuse(address);
  if (what === undefined) return;
  throw new Unwelcome(`was not downloaded: its address is not public (${what}). ${SEND_IT}`);
}

async function readBounded(response: IncomingMessage, most: number): Promise<Buffer> {
  const tooLarge = () => new Unwelcome(`is larger than ${Math.floor(most / MIB)} MiB.`);
  if (Number(response.headers['content-length'] ?? 0) > most) {
    response.destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Detects the type from the bytes: the server's Content-Type does not count. */
async function pictureType(bytes: Uint8Array): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes);
  if (found?.mime.startsWith('image/')) return found.mime;
  throw new Unwelcome('is not an image.');
}
