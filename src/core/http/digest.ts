import { randomHex } from '../util/random.js';
import type { Answer, HttpRequest } from './message.js';

/** A challenge of Digest authentication (RFC 7616, RFC 2617). */
export interface Challenge {
  realm: string;
  nonce: string;
  opaque: string | undefined;
  algorithm: string;
  qop: readonly string[];
  stale: boolean;
  /** True if the server hashes user names. */
  userhash: boolean;
}

/** Node's names of the hashes, by the names in challenges; the best first. */
const HASHES: Readonly<Record<string, string>> = {
  'SHA-512-256': 'sha512-256',
  'SHA-256': 'sha256',
  MD5: 'md5',
};

/**
 * The best of the challenges in a `WWW-Authenticate` header, of which each may have its own
 * algorithm; `undefined` if there is none that can be answered.
 */
export function bestChallenge(header: string): Challenge | undefined {
  const found = challengesIn(header)
    .filter(({ scheme }) => scheme.toLowerCase() === 'digest')
    .map(({ params }) => toChallenge(params))
    .filter((one) => one !== undefined);
  const order = Object.keys(HASHES);
  const rank = ({ algorithm }: Challenge) => order.indexOf(hashName(algorithm));
  return found.sort((a, b) => rank(a) - rank(b))[0];
}

function hashName(algorithm: string): string {
  return algorithm.replace(/-sess$/i, '').toUpperCase();
}

function toChallenge(params: ReadonlyMap<string, string>): Challenge | undefined {
  const [realm, nonce] = [params.get('realm') ?? '', params.get('nonce')];
  const algorithm = params.get('algorithm') ?? 'MD5';
  if (nonce === undefined || !Object.hasOwn(HASHES, hashName(algorithm))) return undefined;
  // A list: `auth,auth-int`. One of them is answered.
  const qop = (params.get('qop') ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (qop.length > 0 && !qop.includes('auth') && !qop.includes('auth-int')) return undefined;
  const isTrue = (name: string) => params.get(name)?.toLowerCase() === 'true';
  const [stale, userhash] = [isTrue('stale'), isTrue('userhash')];
  return { realm, nonce, algorithm, qop, stale, userhash, opaque: params.get('opaque') };
}

interface Parsed {
  scheme: string;
  params: Map<string, string>;
}

/** A token, its value in quotes or without, or what is between them. */
const PART = /([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?|[\s,="]/y;

/**
 * The challenges of a header. Commas separate both challenges and their parameters: a token without
 * a value begins the next challenge.
 */
function challengesIn(header: string): Parsed[] {
  const found: Parsed[] = [];
  PART.lastIndex = 0;
  for (let match = PART.exec(header); match; match = PART.exec(header)) {
    const [, name, quoted, plain] = match;
    if (name === undefined) continue;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    if (value === undefined) found.push({ scheme: name, params: new Map() });
    else found.at(-1)?.params.set(name.toLowerCase(), value);
  }
  return found;
}

export interface DigestUser {
  user: string;
  password: string;
}

/** The login of a user: it answers challenges. */
export class DigestSession {
  readonly #who: DigestUser;

  constructor(who: DigestUser) {
    this.#who = who;
  }

  /**
   * The same request with an answer to the challenge in a response; `undefined` if the answer was
   * refused, or there is no challenge. A nonce that is too old is not a refusal.
   */
  async answered(request: HttpRequest, { headers }: Answer): Promise<HttpRequest | undefined> {
    const challenge = bestChallenge(headers['www-authenticate'] ?? '');
    if (!challenge) return undefined;
    if (request.headers.authorization !== undefined && !challenge.stale) return undefined;
    const once = { count: 1, cnonce: randomHex(16) };
    const authorization = await authorizationOf(request, challenge, this.#who, once);
    return { ...request, headers: { ...request.headers, authorization } };
  }
}

/** The `Authorization` header of a request. Exported for its test. */
export async function authorizationOf(
  request: HttpRequest,
  challenge: Challenge,
  { user, password }: DigestUser,
  { count, cnonce }: { count: number; cnonce: string },
): Promise<string> {
  const { realm, nonce, algorithm, opaque, userhash } = challenge;
  const hash = (text: string) => hashOf(algorithm, text);
  const uri = request.url.pathname + request.url.search;
  const qop = qopOf(challenge);
  const nc = count.toString(16).padStart(8, '0');
  const secret = hash(`${user}:${realm}:${password}`);
  const first = /-sess$/i.test(algorithm) ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const body = qop === 'auth-int' ? `:${await bodyHash(algorithm, request)}` : '';
  const second = hash(`${request.method}:${uri}${body}`);
  const response = qop
    ? hash([first, nonce, nc, cnonce, qop, second].join(':'))
    : hash([first, nonce, second].join(':'));
  const fields = [
    ...userFields(userhash ? hash(`${user}:${realm}`) : user),
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `algorithm=${algorithm}`,
    ...(qop ? [`qop=${qop}`, `nc=${nc}`, `cnonce="${cnonce}"`] : []),
    ...(/-sess$/i.test(algorithm) && !qop ? [`cnonce="${cnonce}"`] : []),
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(userhash ? ['userhash=true'] : []),
  ];
  return `Digest ${fields.join(', ')}`;
}

/** `auth-int` needs the whole body before it is sent: only if the server requires it. */
function qopOf({ qop }: Challenge): 'auth' | 'auth-int' | undefined {
  if (qop.includes('auth')) return 'auth';
  return qop.includes('auth-int') ? 'auth-int' : undefined;
}

/** A name outside ASCII has a form of its own (RFC 7616, section 3.4). */
function userFields(user: string): string[] {
  if (/^[\x20-\x7e]*$/.test(user)) return [`username=${quoted(user)}`];
  return [`username*=UTF-8''${encodeURIComponent(user)}`];
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function hashOf(algorithm: string, data: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash(HASHES[hashName(algorithm)]!).update(data).digest('hex');
}

async function bodyHash(algorithm: string, { body }: HttpRequest): Promise<string> {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash(HASHES[hashName(algorithm)]!);
  if (body?.kind === 'text') hash.update(body.text);
  else if (body) for await (const chunk of body.open()) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
