import type { HttpRequest } from '../message.js';
import { AT_ONCE } from './upload.js';

/** What sends requests: Node's own client, or undici's. */
export type TransportName = 'node' | 'undici';

type Undici = typeof import('./undici.js');

/**
 * After so many requests to a server, undici sends the others. It needs about half the time of the processor
 * for each, but loading it takes some 100 ms, most of them in the background, where the end of a process
 * waits for it: a command or a script with few requests would only lose. One with more has taken seconds.
 */
const MANY = 30;
/** The servers whose requests are counted. */
const MOST_COUNTED = 1000;

const requests = new Map<string, number>();
let loaded: Undici | undefined;
let loading: Promise<void> | undefined;
let only: TransportName | undefined;

/** Undici, if it is to send this request. It is loaded in the background, and used once it is there. */
export function undiciFor(request: HttpRequest): Undici | undefined {
  if (only === 'node' || !isOrdinary(request)) return undefined;
  if (only === undefined && !isBusy(request.url.origin)) return undefined;
  if (!loaded) loading ??= load();
  return loaded;
}

/**
 * What undici refuses, closes the connection after, or would do differently: such requests stay with Node's
 * client. So do bodies that are written in pieces, whose cost is not that of the client.
 */
function isOrdinary({ method, url, headers, body }: HttpRequest): boolean {
  if (!ORDINARY.has(method) || url.username || url.password) return false;
  for (const name of OF_THE_CONNECTION) if (headers[name] !== undefined) return false;
  return !body || (body.kind === 'text' && body.length <= AT_ONCE);
}

const ORDINARY = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const OF_THE_CONNECTION = ['host', 'connection', 'keep-alive', 'upgrade', 'expect'];

/** Counts a request to a server. True if there have been many. */
function isBusy(origin: string): boolean {
  const made = (requests.get(origin) ?? 0) + 1;
  if (made > MANY) return true;
  if (made === 1 && requests.size >= MOST_COUNTED) requests.clear();
  requests.set(origin, made);
  return false;
}

/** Undici takes a `100 Continue` that nobody asked for as a broken response; Node's client skips it. */
export function unfitForUndici({ origin }: URL): void {
  requests.set(origin, Number.NEGATIVE_INFINITY);
}

async function load(): Promise<void> {
  // Bun and Deno have clients of their own behind `node:http`, and not all that undici needs of Node.
  if (process.versions.bun || process.versions.deno) return;
  // A program that leaves it out when it is bundled does without.
  loaded = await import('./undici.js').catch(() => undefined);
}

/** For tests: uses only one of the two, from the first request on. */
export async function useOnly(name: TransportName | undefined): Promise<void> {
  only = name;
  if (name !== 'undici') return;
  loading ??= load();
  await loading;
}

/** For tests: what is used only, if it is. */
export function usedOnly(): TransportName | undefined {
  return only;
}
