import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { bearerOf, foreign, type GateSettings, isSame, type Shared } from '../serving/gate.js';
import { Refused } from './problem.js';

export interface HttpSettings extends GateSettings {
  /** Every request must have one of them; none is needed if there are none. */
  tokens: readonly string[];
  /** Whether methods that only read can be called with GET. */
  get: boolean;
  /** Whether results are Janx if a request does not say what it accepts. */
  janx: boolean;
}

/** The methods and headers of requests. */
export const SHARED: Shared = {
  methods: ['GET', 'POST'],
  headers: 'authorization, content-type, accept, oint-session',
  exposed: 'www-authenticate, retry-after',
};

/**
 * Who sent a request: the token, and the session that the client named. What one opens, no one else
 * can use.
 *
 * @throws {Refused} It comes from a foreign page or host name, or without a token.
 */
export function ownerOf(message: IncomingMessage, http: HttpSettings): string {
  checkOrigin(message, http);
  const { tokens } = http;
  const given = bearerOf(message.headers) || (message.headers.authorization ?? '');
  // Each is compared, so that the time does not depend on which one it is.
  const matching = tokens.filter((token) => isSame(given, token));
  if (tokens.length > 0 && matching.length === 0) {
    throw new Refused(401, 'the token is missing or wrong', { 'www-authenticate': 'Bearer' });
  }
  const session = message.headers['oint-session'] ?? '';
  return createHash('sha256')
    .update(JSON.stringify([matching[0] ?? '', session]))
    .digest('hex');
}

/** @throws {Refused} A page of another site sent it, or it was sent to a foreign host name. */
export function checkOrigin(message: IncomingMessage, http: HttpSettings): void {
  const refused = foreign(message, http);
  if (refused) throw new Refused(refused.status, refused.message);
  // Images and links of other sites have no origin.
  const site = message.headers['sec-fetch-site'];
  const isOwn = site === undefined || site === 'none' || site === 'same-origin';
  if (!isOwn && message.headers.origin === undefined) {
    throw new Refused(403, 'the origin is not allowed');
  }
}
