import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { ApiError } from '../errors.js';
import { pagePaths } from '../page.js';

export interface GuardOptions {
  /** Whether only this machine can reach the server. */
  loopback: boolean;
  /** Every request must have it, as `Authorization: Bearer …`. */
  token: string | undefined;
  /** Web pages that may ask, as `https://app.example.org`; `*` for all. */
  origins: readonly string[];
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const A_DAY = '86400';

/** Decides who may ask: by the name the server was called by, the web page, and the token. */
export class Guard {
  readonly #options: GuardOptions;
  readonly #token: Buffer | undefined;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#token = options.token ? digest(options.token) : undefined;
  }

  /** Why a request is not answered. */
  refusal(message: IncomingMessage): ApiError | undefined {
    return this.#foreignHost(message) ?? this.#foreignPage(message) ?? this.#noToken(message);
  }

  /** What lets a web page that may ask see the answer. */
  corsHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders | undefined {
    const { origin } = headers;
    if (origin === undefined || !this.#isListed(origin)) return undefined;
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-request-id, retry-after',
      vary: 'origin',
    };
  }

  /** The answer to a browser that asks whether a page may ask: it brings no token along. */
  preflightHeaders(message: IncomingMessage): OutgoingHttpHeaders | undefined {
    const { method, headers } = message;
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) {
      return undefined;
    }
    if (this.#foreignHost(message) || this.#foreignPage(message)) return undefined;
    return {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '*',
      'access-control-max-age': A_DAY,
      ...(headers['access-control-request-private-network'] === 'true' && {
        'access-control-allow-private-network': 'true',
      }),
    };
  }

  /**
   * A page of elsewhere reaches this machine by a name of its own that it has made point here, and
   * is then no stranger to the browser. So on this machine only its own names count.
   */
  #foreignHost({ headers: { host } }: IncomingMessage): ApiError | undefined {
    if (!this.#options.loopback || host === undefined || LOOPBACK.test(host)) return undefined;
    const message = `This server is not called ${shown(host)}: it answers to localhost and 127.0.0.1. To serve others, start it with --host and --token.`;
    return new ApiError({ status: 403, message, code: 'host_not_allowed' });
  }

  #foreignPage({ headers, method }: IncomingMessage): ApiError | undefined {
    const { origin, host } = headers;
    // Without an origin a page can only look at pictures and frames, and a person follow a link.
    const isCross = headers['sec-fetch-site'] === 'cross-site' && origin === undefined;
    const isLink = headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
    if (origin === undefined ? !isCross || isLink : this.#isListed(origin)) return undefined;
    if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === host) return;
    const message = `The page at ${shown(origin ?? 'another site')} may not ask this server. To allow it, start the server with --origin ${shown(origin ?? 'URL')}.`;
    return new ApiError({ status: 403, message, code: 'origin_not_allowed' });
  }

  #noToken({ headers, method, url = '' }: IncomingMessage): ApiError | undefined {
    if (!this.#token) return undefined;
    if ((method === 'GET' || method === 'HEAD') && pagePaths.has(url.split('?')[0]!))
      return undefined;
    const [, given] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
    // Digests are of one length: comparing them takes as long whatever is wrong.
    if (given !== undefined && timingSafeEqual(digest(given), this.#token)) return undefined;
    const message = `${given === undefined ? 'The token is missing' : 'This is not the token'}: the server wants the one it was started with, as 'Authorization: Bearer …' (the API key of most clients).`;
    return new ApiError({ status: 401, message, code: 'invalid_api_key' });
  }

  #isListed(origin: string): boolean {
    const { origins } = this.#options;
    return origins.includes(origin) || origins.includes('*');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A header's value in a sentence. */
function shown(value: string): string {
  return value.replace(/[^ -~]/g, '?').slice(0, 100);
}
