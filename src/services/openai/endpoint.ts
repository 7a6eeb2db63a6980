import type { Call } from '../../core/definition/call.js';
import { address, number, record, secret, text } from '../../core/definition/kinds/index.js';
import type { RequestSpec } from '../../core/http/build.js';
import { request } from '../../core/http/request.js';
import { serverWords } from '../../core/http/server-words.js';
import { isRecord, type JsonRecord } from '../../core/util/is-record.js';
import { withoutEnd } from '../../core/util/without-end.js';

/** The params of every request to such a server. */
export const url = address(
  'URL of the server, with or without /v1; local for the embedded one',
  { env: ['OPENAI_BASE_URL'], fallback: 'local', example: 'http://localhost:8080' },
  (text) => (isEmbedded(text) ? undefined : text),
);
/** Your own server often needs no token: then none is sent. */
export const token = secret('Token; leave it out if the server needs none', {
  default: '',
  env: ['OPENAI_API_KEY'],
  example: 'env:OPENAI_API_KEY',
});
/** The model param: with an example, and the embedded server's model for the task, if it has one. */
export const model = (example: string, fallback?: string) =>
  text('Name of the model', { example, fallback });
export const options = record('Additional request fields: they override all others', {
  optional: true,
});
export const headers = record('Additional request headers: they override all others', {
  optional: true,
});

/** How much of a list is wanted at once. */
export const limit = number('Maximum number of results', { default: 20 });

/** An endpoint for `request`: the URL, where the response comes from, and how it refuses. */
export interface Endpoint extends Pick<RequestSpec, 'transport' | 'refusal'> {
  url: URL;
}

/**
 * The URL of an endpoint (`/models`), however the server's address is written: with or without a
 * trailing slash, a path, or the API's version.
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
  /** Includes the user and password of the address. */
  origin: string;
  prefix: string;
  search: string;
}

/** The last address with its base URL: most programs use only one server. */
let last: { address: string; base: Base } | undefined;

/** What services show as their address, and people paste: the endpoint itself. */
const ENDPOINT = /\/(chat\/completions|completions|responses|embeddings)$/;
/** These may also be folders, unless they follow the version. */
const VERSIONED =
  /(\/v\d\w*)\/(models|moderations|files|uploads|batches|assistants|threads|vector_stores|images\/(?:generations|edits|variations)|audio\/(?:speech|transcriptions|translations))$/;

function baseOf(address: string): Base {
  if (last?.address === address) return last.base;
  const { protocol, username, password, host, pathname, search } = new URL(address);
  const user = username || password ? `${username}:${password}@` : '';
  const typed = withoutEnd(pathname, '/');
  const path = withoutEnd(typed.replace(ENDPOINT, '').replace(VERSIONED, '$1'), '/');
  // Some have this protocol in a folder below their version: /v1beta/openai. An endpoint is complete.
  const isComplete = ENDPOINT.test(typed) || /\/v\d\w*(\/openai)?$/.test(path);
  const version = isComplete ? '' : '/v1';
  const base = { origin: `${protocol}//${user}${host}`, prefix: `${path}${version}`, search };
  last = { address, base };
  return base;
}

const embedded: RequestSpec['transport'] = async (request, call: Call) => {
  const { answer } = await import('../../local/transport.js');
  return answer(request, call);
};

/** The server's JSON in the reference's form: all top-level keys in lower case. */
export function result<T>(answer: unknown): T {
  if (!isRecord(answer)) return answer as T;
  const keys = Object.keys(answer);
  if (keys.every((key) => key === key.toLowerCase())) return answer as T;
  return Object.fromEntries(keys.map((key) => [key.toLowerCase(), answer[key]])) as T;
}

/**
 * Whether a response reports an error despite its status: within a stream there is no other way,
 * and LM Studio and some gateways always do so.
 */
export function refusalIn(answer: JsonRecord): boolean {
  if (answer.error || answer.object === 'error') return true;
  if ('choices' in answer || 'data' in answer) return false;
  return typeof answer.message === 'string' || typeof answer.detail === 'string';
}

/** How such a server refuses any method, whatever the status of the response. */
export function refusal(answer: JsonRecord, status: number, call: Call) {
  // A failed response is stored with its error: getting it succeeds.
  if (answer.object === 'response' || !refusalIn(answer)) return undefined;
  return {
    message: serverWords(answer),
    hint: status < 400 ? `Check ${call.destination}, and the names in the call.` : undefined,
  };
}

/** The input of a request to an endpoint. */
export interface Asked
  extends Pick<RequestSpec, 'token' | 'ownHeaders' | 'query' | 'json' | 'form'> {
  url: string;
  headers?: JsonRecord | undefined;
}

/** Sends a request to an endpoint, and returns its JSON in the reference's form. */
export async function ask<T>(
  call: Call,
  method: string,
  path: string,
  { url, ...spec }: Asked,
): Promise<T> {
  const to = endpoint(url, path);
  return result(await request(call, method, to.url, { ...to, ...spec }));
}

/** The same for a list, even from a server that responds with a bare array. */
export async function askList<T>(
  call: Call,
  method: string,
  path: string,
  asked: Asked,
): Promise<T> {
  const answer: unknown = await ask(call, method, path, asked);
  return (Array.isArray(answer) ? { object: 'list', data: answer } : answer) as T;
}

/** The request's own fields and the caller's additional ones, without empty ones. */
export function fields(own: JsonRecord, further: JsonRecord | undefined): JsonRecord {
  const given: Record<string, unknown> = {};
  for (const name in own) if (own[name] !== undefined && own[name] !== '') given[name] = own[name];
  return further ? { ...given, ...further } : given;
}
