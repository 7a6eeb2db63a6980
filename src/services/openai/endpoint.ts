import type { Call } from '../../core/definition/call.js';
import { address, record, secret, text } from '../../core/definition/kinds/index.js';
import type { RequestSpec } from '../../core/http/build.js';
import { request } from '../../core/http/request.js';
import { serverWords } from '../../core/http/server-words.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';

/** The params that every request to such a server takes. */
export const url = address(
  'Address of the server, with or without /v1; local for the embedded one',
  { env: ['OPENAI_BASE_URL'], fallback: 'local', example: 'http://localhost:8080' },
  (text) => (isEmbedded(text) ? undefined : text),
);
/** A server of one's own often has no token: then none is sent. */
export const token = secret('Token; leave it out for a server that needs none', {
  default: '',
  env: ['OPENAI_API_KEY'],
  example: 'env:OPENAI_API_KEY',
});
/** The model: one as an example, and the embedded server's, where it has one for the task. */
export const model = (example: string, fallback?: string) =>
  text('Name of the model', { example, fallback });
export const options = record('Further fields of the request: they win over all others', {
  optional: true,
});
export const headers = record('Further headers of the request: they win over all others', {
  optional: true,
});

/** An endpoint of a server, as `request` takes it: the URL, who answers, and how it says no. */
export interface Endpoint extends Pick<RequestSpec, 'transport' | 'refusal'> {
  url: URL;
}

/**
 * The URL of an endpoint (`/models`) on whatever address the server was given by: with a slash at
 * its end or not, below a path, with the API's version at its end or without.
 */
export function endpoint(address: string, path: string): Endpoint {
  if (isEmbedded(address)) {
    return { url: new URL(`http://local/v1${path}`), transport: embedded, refusal };
  }
  const { origin, prefix, search } = baseOf(address);
  return { url: new URL(`${origin}${prefix}${path}${search}`), refusal };
}

function isEmbedded(address: string): boolean {
  return address.trim().toLowerCase() === 'local';
}

interface Base {
  /** With user and password, where the address has them. */
  origin: string;
  prefix: string;
  search: string;
}

/** The last address and what it comes to: most programs speak to one server only. */
let last: { address: string; base: Base } | undefined;

function baseOf(address: string): Base {
  if (last?.address === address) return last.base;
  const { protocol, username, password, host, pathname, search } = new URL(address);
  const user = username || password ? `${username}:${password}@` : '';
  const path = pathname.replace(/\/+$/, '');
  // Some give this protocol a place of its own below their version: /v1beta/openai.
  const version = /\/v\d+\w*(\/openai)?$/.test(path) ? '' : '/v1';
  const base = { origin: `${protocol}//${user}${host}`, prefix: `${path}${version}`, search };
  last = { address, base };
  return base;
}

const embedded: RequestSpec['transport'] = async (request, call: Call) => {
  const { answer } = await import('../../local/transport.js');
  return answer(request, call);
};

/** The server's JSON as the reference returns it: top-level keys in lower case, all of them kept. */
export function result<T>(answer: unknown): T {
  if (!isRecord(answer)) return answer as T;
  const keys = Object.keys(answer);
  if (keys.every((key) => key === key.toLowerCase())) return answer as T;
  return Object.fromEntries(keys.map((key) => [key.toLowerCase(), answer[key]])) as T;
}

/**
 * Whether an answer is the news of a failure, though its status says otherwise: within a stream there
 * is no other way to tell, and LM Studio and some gateways answer so altogether.
 */
export function refusalIn(answer: JsonRecord): boolean {
  if (answer.error || answer.object === 'error') return true;
  if ('choices' in answer || 'data' in answer) return false;
  return typeof answer.message === 'string' || typeof answer.detail === 'string';
}

/** How every method of such a server is refused: whatever the status of the answer is. */
function refusal(answer: JsonRecord, status: number, call: Call) {
  const { error, object } = answer;
  // A response that failed is kept with its error: asking for it succeeds.
  if (object === 'response' || !refusalIn(answer)) return undefined;
  const code = isRecord(error) ? (error.code ?? error.type) : undefined;
  return {
    reason: typeof code === 'string' ? code : undefined,
    message: serverWords(answer),
    hint: status < 400 ? `Check ${call.destination}, and the names in the call.` : undefined,
  };
}

/** What is sent to an endpoint, and by whom. */
interface Asked extends Pick<RequestSpec, 'token' | 'ownHeaders' | 'query' | 'json' | 'form'> {
  url: string;
  headers?: JsonRecord | undefined;
}

/** Asks an endpoint of a server, and gives its JSON as the reference does. */
export async function ask<T>(
  call: Call,
  method: string,
  path: string,
  { url, ...spec }: Asked,
): Promise<T> {
  const to = endpoint(url, path);
  return result(await request(call, method, to.url, { ...to, ...spec }));
}

/** The same for a list. */
export async function askList<T>(
  call: Call,
  method: string,
  path: string,
  { url, ...spec }: Asked,
): Promise<T> {
  const to = endpoint(url, path);
  return listResult(await request(call, method, to.url, { ...to, ...spec }));
}

/** A list, also from a server that answers with a bare array. */
function listResult<T>(answer: unknown): T {
  return result(Array.isArray(answer) ? { object: 'list', data: answer } : answer);
}

/** The fields a request has anyway and those the caller adds: empty ones left out. */
export function fields(own: JsonRecord, further: JsonRecord | undefined): JsonRecord {
  const given = Object.entries(own).filter(([, value]) => value !== undefined && value !== '');
  return { ...Object.fromEntries(given), ...further };
}
