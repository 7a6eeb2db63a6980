import { lookup } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Picture } from '../engines/engine.js';
import { type ApiError, badRequest } from '../errors.js';

export interface FetchOptions {
  /** What is wrong with an address, such as `notPublic` says; `undefined` for one that will do. */
  refuse(address: string): string | undefined;
  /** In bytes. */
  most?: number;
  /** For all of it, in milliseconds. */
  timeout?: number;
}

type Refuse = FetchOptions['refuse'];

const MIB = 2 ** 20;
const MOST_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const SEND_IT = 'Send the picture itself, as data:image/…;base64,….';

/**
 * Fetches a picture for somebody who may be anybody: from no address that is refused, whatever the
 * name resolves to and wherever the server leads, and not more than `most` bytes. Goes through no
 * proxy, which would look the name up by itself. Throws an `ApiError`.
 */
export async function fetchPicture(url: string, options: FetchOptions): Promise<Picture> {
  const { most = 20 * MIB, timeout = 20_000, refuse } = options;
  const signal = AbortSignal.timeout(timeout);
  try {
    const bytes = await readBounded(await follow(new URL(url), refuse, signal), most);
    return { type: await pictureType(bytes), bytes };
  } catch (error) {
    const late = signal.aborted ? `did not come within ${timeout / 1000} s. ${SEND_IT}` : undefined;
    throw refused(url, late ?? reasonOf(error as Error));
  }
}

/** Why a picture is not taken, in the words for its caller. */
class Unwelcome extends Error {}

function refused(url: string, reason: string): ApiError {
  const shown = url.length > 200 ? `${url.slice(0, 200)}…` : url;
  return badRequest(`The picture at ${shown} ${reason}`, undefined, 'invalid_image_url');
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof Unwelcome) return error.message;
  return `cannot be fetched${error.code ? ` (${error.code})` : ''}. ${SEND_IT}`;
}

/** The answer that holds the picture, over at most so many redirects. */
async function follow(first: URL, refuse: Refuse, signal: AbortSignal) {
  let url = first;
  for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
    const response = await ask(url, refuse, signal);
    const { statusCode: status = 0, headers } = response;
    if (status === 200) return response;
    response.destroy();
    if (!REDIRECTS.has(status)) throw new Unwelcome(`was answered with status ${status}.`);
    if (!headers.location || !URL.canParse(headers.location, url.href)) {
      throw new Unwelcome('was answered with a redirect to nowhere.');
    }
    url = new URL(headers.location, url);
  }
  throw new Unwelcome(`was redirected more than ${MOST_REDIRECTS} times. ${SEND_IT}`);
}

function ask(url: URL, refuse: Refuse, signal: AbortSignal): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Unwelcome(`leads to ${url.protocol}, and only http and https are fetched.`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // An address that stands there by itself is not looked up.
  if (isIP(host)) mustBeWelcome(host, refuse);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).get(url, {
      // A connection of its own: one that is open already was looked up by somebody else.
      agent: false,
      lookup: checkedLookup(refuse),
      signal,
      headers: { accept: 'image/*', 'user-agent': 'oint' },
    });
    request.once('response', resolve).once('error', reject);
  });
}

/**
 * Looks a name up for the connection that is made right then: what is checked is what is connected
 * to. A name of which one address is refused is refused, whichever would be taken.
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
  throw new Unwelcome(`is not fetched: its address is not public (${what}). ${SEND_IT}`);
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

/** What it is by its bytes: what the other side says does not count. */
async function pictureType(bytes: Uint8Array): Promise<string> {
  const { fileTypeFromBuffer } = await import('file-type');
  const found = await fileTypeFromBuffer(bytes);
  if (found?.mime.startsWith('image/')) return found.mime;
  throw new Unwelcome('is no picture, as its bytes tell.');
}
