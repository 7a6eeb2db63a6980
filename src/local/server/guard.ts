import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { ApiError } from '../errors.js';
import { pagePaths } from '../page.js';

export interface GuardOptions {
  /** True if only this machine can reach the server. */
  loopback: boolean;
  /** If set, every request must send it as `Authorization: Bearer …`. */
  token: string | undefined;
  /** Origins of web pages that may call the server, such as `https://app.example.org`; `*` for any. */
  origins: readonly string[];
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const A_DAY = '86400';

/** Decides who may call the server: checks the host name, the web page's origin and the token. */
export class Guard {
  readonly #options: GuardOptions;
  readonly #token: Buffer | undefined;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#token = options.token ? digest(options.token) : undefined;
  }

  /** Returns the reason why a request is refused. */
  refusal(message: IncomingMessage): ApiError | undefined {
    return this.#foreignHost(message) ?? this.#foreignPage(message) ?? this.#noToken(message);
  }

  /** The headers that let an allowed web page read the response. */
  corsHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders | undefined {
    const { origin } = headers;
    if (origin === undefined || !this.#isListed(origin)) return undefined;
    return {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-request-id, retry-after',
      vary: 'origin',
    };
  }

  /** Answers a CORS preflight request, which carries no token. */
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
   * A malicious page can point a domain name of its own at this machine, and is then same-origin
   * for the browser (DNS rebinding). So on the loopback interface only local host names are
   * accepted.
   */
  #foreignHost({ headers: { host } }: IncomingMessage): ApiError | undefined {
    if (!this.#options.loopback || host === undefined || LOOPBACK.test(host)) return undefined;
    const message = `Host ${shown(host)} is not allowed: this server accepts localhost and 127.0.0.1. To serve other hosts, start it with --host and --token.`;
    return new ApiError({ status: 403, message, code: 'host_not_allowed' });
  }

  #foreignPage({ headers, method }: IncomingMessage): ApiError | undefined {
    const { origin, host } = headers;
    // Without an origin, the request can only be for an image, a frame or a followed link.
    const isCross = headers['sec-fetch-site'] === 'cross-site' && origin === undefined;
    const isLink = headers['sec-fetch-mode'] === 'navigate' && method === 'GET';
    if (origin === undefined ? !isCross || isLink : this.#isListed(origin)) return undefined;
    if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === host) return;
    const message = `Origin ${shown(origin ?? 'of another site')} is not allowed. To allow it, start the server with --origin ${shown(origin ?? 'URL')}.`;
    return new ApiError({ status: 403, message, code: 'origin_not_allowed' });
  }

  #noToken({ headers, method, url = '' }: IncomingMessage): ApiError | undefined {
    if (!this.#token) return undefined;
    if ((method === 'GET' || method === 'HEAD') && pagePaths.has(url.split('?')[0]!))
      return undefined;
    const [, given] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
    // Digests have the same length, so the comparison takes the same time whatever differs.
    if (given !== undefined && timingSafeEqual(digest(given), this.#token)) return undefined;
    const message = `${given === undefined ? 'The token is missing' : 'The token is wrong'}: send the token the server was started with as 'Authorization: Bearer …' (most clients call it the API key).`;
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

/** A header value, quoted and shortened for a message. */
function shown(value: string): string {
  return value.replace(/[^ -~]/g, '?').slice(0, 100);
}
