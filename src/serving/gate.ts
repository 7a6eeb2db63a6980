import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** Where a server listens, and which web pages may use it. */
export interface GateSettings {
  host: string;
  port: number;
  /** Web pages that may send requests, such as `https://app.example.org`. */
  origins: readonly string[];
}

/** Why a request is refused. */
export interface Refusal {
  status: number;
  message: string;
  headers?: Record<string, string>;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** How long browsers may remember a preflight response, in seconds. */
const MAX_AGE = '600';

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return [...LOOPBACK, '::1'].includes(host);
}

/** The address of a server that listens, as in a URL. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Why a request is refused for where it comes from. A foreign web page can reach a server on this
 * machine through a host name that resolves to it (DNS rebinding): so the host is checked first,
 * then the origin.
 */
export function foreign(
  { headers }: IncomingMessage,
  { host, origins }: GateSettings,
): Refusal | undefined {
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isLoopback(host) && !LOOPBACK.includes(name))
    return { status: 403, message: 'the host is not allowed' };
  const { origin } = headers;
  if (origin === undefined || origins.includes(origin)) return undefined;
  return { status: 403, message: 'the origin is not allowed' };
}

/** The token of `Authorization: Bearer …`; empty if there is none. */
export function bearerOf({ authorization = '' }: IncomingHttpHeaders): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}

/** Compares a secret. Takes the same time whatever is wrong. */
export function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return timingSafeEqual(a.length === b.length ? a : b, b) && a.length === b.length;
}

/** What web pages may send and read. */
export interface Shared {
  methods: readonly string[];
  /** The headers of requests, for preflight requests that name none. */
  headers: string;
  /** The headers of responses that a page may read. */
  exposed: string;
}

/** Sets the headers that let pages of the allowed origins read a response, whatever its status. */
export function shareWithOrigin(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  { origins }: GateSettings,
  { exposed }: Shared,
): void {
  response.setHeader('vary', 'origin');
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', exposed);
}

/** The response to a browser that asks what a page may send (a preflight request). */
export function preflight(
  given: IncomingHttpHeaders,
  { methods, headers }: Shared,
): Record<string, string> {
  const asked = given['access-control-request-headers'] ?? '';
  const allow = /^[\w-]+(?:\s*,\s*[\w-]+)*$/.test(asked) ? asked : headers;
  return {
    allow: [...methods, 'OPTIONS'].join(', '),
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': allow,
    'access-control-max-age': MAX_AGE,
    ...(given['access-control-request-private-network'] === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
  };
}
