import type { InputError } from '../errors/errors.js';

/** Creates the error for a connection string. It must not contain the string itself. */
export type Refuse = (what: string, hint?: string) => InputError;

/** The parts of a URL that names a database. */
export interface UrlParts {
  user: string;
  /** As it is written; `undefined` if the URL has none. */
  password: string | undefined;
  /** Several if they are separated by commas. A port is empty if it is not given. */
  servers: readonly { host: string; port: string }[];
  database: string;
  query: readonly (readonly [name: string, value: string])[];
}

/**
 * Not parsed with `new URL`: users write passwords with a plain `/` and `#` in them, and everything
 * between `//` and the last `@` is user and password.
 */
const FORM = /^[a-z+]+:\/\/(?:([^?]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/is;

/** One of the servers: `host:port`, and a host of IPv6 in brackets. */
const SERVER = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/;

/** Parses `scheme://user:password@host:port/database?name=value`; `form` shows it, for errors. */
export function parseUrl(text: string, form: string, refuse: Refuse): UrlParts {
  const [, who = '', where = '', database = '', query = ''] = FORM.exec(text) ?? [];
  const colon = who.indexOf(':');
  const servers = where.split(',').map((one) => {
    const found = SERVER.exec(one);
    if (!found) throw refuse('is not a valid URL', `Its form is ${form}.`);
    return { host: decode(found[1]!.replace(/^\[|\]$/g, ''), refuse), port: found[2] ?? '' };
  });
  return {
    user: decode(colon < 0 ? who : who.slice(0, colon), refuse),
    password: colon < 0 ? undefined : who.slice(colon + 1),
    servers,
    database: decode(database, refuse),
    query: query
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s);
        return [decode(name, refuse), decode(value, refuse)];
      }),
  };
}

/** A part of a URL without its percent signs. */
export function decode(text: string, refuse: Refuse): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refuse(
      'has a % that is not followed by two hexadecimal digits',
      'Write a percent sign as %25 in a URL, or use GenerateConnectionString.',
    );
  }
}

/** The start of a password in a URL that is looked up: `env:NAME`, but not `env%3ANAME`. */
export const REFERENCE = /^(env|file|cmd):/;

/** `user:password@` for a URL. A password `env:NAME` is kept: it is looked up on use. */
export function userInUrl(login: string, password: string | undefined): string {
  const scheme = password && REFERENCE.exec(password)?.[0];
  const shown = scheme
    ? scheme + encodeURIComponent(password.slice(scheme.length))
    : password && encodeURIComponent(password);
  return `${encodeURIComponent(login)}${shown ? `:${shown}` : ''}`;
}

/** A host name, an address or the directory of a socket for a URL. */
export function hostInUrl(host: string): string {
  if (host.includes(':') && !host.startsWith('[')) return `[${host}]`;
  return host.replaceAll('/', '%2F');
}
