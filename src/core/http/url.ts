import type { Call } from '../definition/call.js';
import { inputError } from '../definition/kinds/refuse.js';
import { optionContext, type ParamContext } from '../definition/param.js';
import { InputError } from '../errors/errors.js';
import { cut } from '../util/cut.js';
import { withoutEnd } from '../util/without-end.js';

/**
 * A path with encoded values. A value that would change the path (`..`, or an empty one) is
 * refused, so that an untrusted ID never selects another endpoint.
 */
export function path(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((whole, part, index) => whole + encodeSegment(values[index - 1]!) + part);
}

/** One value as a segment of a path: see `path`. */
export function encodeSegment(value: string | number): string {
  const text = String(value);
  // A lone surrogate cannot be encoded.
  if (text === '' || text === '.' || text === '..' || !isWellFormed(text)) {
    throw new InputError({
      message: `"${text}" is not allowed in a URL path`,
      hint: 'Use the ID exactly as the server returned it.',
    });
  }
  return encodeURIComponent(text);
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** The checked address of a service: it must begin with http:// or https://. */
export function parseBase(url: string, place: ParamContext): URL {
  const text = url.trim();
  if (/^https?:\/\/[^/?#]/i.test(text)) {
    try {
      return new URL(text);
    } catch {
      // Reported below, with a better message.
    }
  }
  if (text === '') throw inputError(place, ' is empty');
  const shown = withoutUser(text);
  const bare = /^[\w.-]+(:\d+)?(\/|$)/.test(text);
  const scheme = /^(localhost|127\.|\d+\.)/.test(text) ? 'http' : 'https';
  const what = ` must be a URL that begins with http:// or https://, not "${cut(shown, 80)}"`;
  throw inputError(place, what, { hint: bare ? `Did you mean ${scheme}://${shown}?` : undefined });
}

/** The URL that a name without a scheme means: the reference writes `files.example.com`. A name has a dot. */
export function withScheme(text: string): string {
  const name = text.trim();
  return /^([\w-]+\.)+[a-z][a-z0-9-]+(:\d+)?(\/|$)/i.test(name) ? `https://${name}` : text;
}

/**
 * The address of a service with a fixed address, without a slash at the end. The call option
 * `baseUrl` replaces it.
 */
export function serviceAddress(call: Call, usual: string): string {
  const { baseUrl } = call.options;
  return baseUrl ? withoutEnd(parseBase(baseUrl, optionContext(call, 'baseUrl')).href, '/') : usual;
}

/** Text that is not a URL may still contain a password. */
function withoutUser(text: string): string {
  return text.replace(/^([a-z+]*:?\/\/)?[^/@]*@/i, '$1***@');
}

/** Percent-decoded; unchanged if the encoding is invalid. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A URL whose path is sent exactly as it is. `URL` resolves the parts `.` and `..` of a path, also
 * encoded ones, but to some servers they are names like any other.
 */
export class ExactUrl extends URL {
  /** `path` is encoded and starts with a slash. */
  constructor(origin: string, path: string, search = '') {
    super(`${origin}/${search}`);
    Object.defineProperties(this, {
      pathname: { value: path },
      href: { get: () => `${this.origin}${path}${this.search}` },
    });
  }

  override toString(): string {
    return this.href;
  }
}

/** True if other programs would resolve parts of the path. */
export function hasDotSegments({ pathname }: URL): boolean {
  return pathname.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part));
}

/** A URL for messages: without user, password and query, which may contain secrets. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** True if the host of a URL is this machine by its text. Names are not resolved. */
export function isLoopback(hostname: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(hostname);
}
