import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

export interface HttpSettings {
  host: string;
  port: number;
  /** Required in every request, as `Authorization: Bearer …`. */
  token: string;
  /** Web pages that may send requests, such as `https://app.example.org`. */
  origins: readonly string[];
}

export interface Refusal {
  status: number;
  message: string;
  headers?: Record<string, string>;
}

export const PATH = '/mcp';
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const METHODS = ['GET', 'POST', 'DELETE'];
/** The headers of the protocol, for preflight requests that name none. */
const HEADERS = 'authorization, content-type, accept, mcp-session-id, mcp-protocol-version';
/** The headers of responses that a web page may read. */
const EXPOSED = 'mcp-session-id, mcp-protocol-version, www-authenticate';
/** How long browsers may remember a preflight response, in seconds. */
const MAX_AGE = '600';

/** Sets the headers that let pages of the allowed origins read a response, whatever its status. */
export function shareWithOrigin(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  { origins }: HttpSettings,
): void {
  response.setHeader('vary', 'origin');
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', EXPOSED);
}

/**
 * Why a request is refused, if it is. A foreign web page can reach a server on this machine through
 * a host name that resolves to it (DNS rebinding): so the host is checked first, then the origin,
 * then the token.
 */
export function refusal(
  message: IncomingMessage,
  { host, token, origins }: HttpSettings,
): Refusal | undefined {
  const { headers, url = '', method = '' } = message;
  const isLocal = [...LOOPBACK, '::1'].includes(host);
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isLocal && !LOOPBACK.includes(name))
    return { status: 403, message: 'the host is not allowed' };
  const { origin } = headers;
  if (origin !== undefined && !origins.includes(origin)) {
    return { status: 403, message: 'the origin is not allowed' };
  }
  if (url.split('?')[0]!.replace(/(?<=.)\/$/, '') !== PATH)
    return { status: 404, message: `not found: the endpoint is ${PATH}` };
  // Browsers send it without the token.
  if (method === 'OPTIONS') return undefined;
  if (!METHODS.includes(method)) {
    const allow = [...METHODS, 'OPTIONS'].join(', ');
    return { status: 405, message: 'the method is not allowed', headers: { allow } };
  }
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (isSame(given, token)) return undefined;
  const message401 = 'the token is missing or wrong';
  return { status: 401, message: message401, headers: { 'www-authenticate': 'Bearer' } };
}

/** The response to a browser that asks what a page may send (a preflight request). */
export function preflight(headers: IncomingHttpHeaders): Record<string, string> {
  const asked = headers['access-control-request-headers'] ?? '';
  const allow = /^[\w-]+(?:\s*,\s*[\w-]+)*$/.test(asked) ? asked : HEADERS;
  return {
    allow: [...METHODS, 'OPTIONS'].join(', '),
    'access-control-allow-methods': METHODS.join(', '),
    'access-control-allow-headers': allow,
    'access-control-max-age': MAX_AGE,
    ...(headers['access-control-request-private-network'] === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
  };
}

/** Takes the same time whatever is wrong. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return timingSafeEqual(a.length === b.length ? a : b, b) && a.length === b.length;
}
