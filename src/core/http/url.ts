import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { optionContext, type ParamContext } from '../definition/param.js';
import { InputError } from '../errors/errors.js';

/**
 * A path with values set in: each is encoded, and one that would climb out of its place (`..`, or
 * nothing at all) is refused, so that an id from outside never chooses another endpoint.
 */
export function path(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((whole, part, index) => whole + encodeSegment(values[index - 1]!) + part);
}

/** One value as a part of a path: see `path`. */
export function encodeSegment(value: string | number): string {
  const text = String(value);
  // Half of a character (a lone surrogate) has no encoding.
  if (text === '' || text === '.' || text === '..' || !isWellFormed(text)) {
    throw new InputError({
      message: `"${text}" cannot stand in a URL's path`,
      hint: 'Give the id as the server gave it.',
    });
  }
  return encodeURIComponent(text);
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** The address a service was given, checked: it must say http:// or https://. */
export function parseBase(url: string, place: ParamContext): URL {
  const text = url.trim();
  if (/^https?:\/\/[^/?#]/i.test(text)) {
    try {
      return new URL(text);
    } catch {
      // Told below, in words.
    }
  }
  if (text === '') throw inputError(place, ' is empty');
  const shown = withoutUser(text);
  const bare = /^[\w.-]+(:\d+)?(\/|$)/.test(text);
  const scheme = /^(localhost|127\.|\d+\.)/.test(text) ? 'http' : 'https';
  const what = ` must be a URL that begins with http:// or https://, not "${shown.slice(0, 80)}"`;
  throw inputError(place, what, { hint: bare ? `Did you mean ${scheme}://${shown}?` : undefined });
}

/**
 * The address of a service that has one of its own, without a slash at its end; `baseUrl` of the call
 * options stands in for it.
 */
export function serviceAddress(call: Call, usual: string): string {
  const { baseUrl } = call.options;
  return baseUrl
    ? parseBase(baseUrl, optionContext(call, 'baseUrl')).href.replace(/\/+$/, '')
    : usual;
}

/** A text that is no address may hold a password all the same. */
function withoutUser(text: string): string {
  return text.replace(/^([a-z+]*:?\/\/)?[^/@]*@/i, '$1***@');
}

/** Without its %-encoding; as it is where that is broken. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A URL for people: without user, password and query, which may hold secrets. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** Whether a URL's host name is this machine, as it is written; a name is not resolved. */
export function isLoopback(hostname: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(hostname);
}
