import { isIP } from 'node:net';

interface Cookie {
  name: string;
  value: string;
  domain: string;
  /** True if only that host gets it, and not those below it. */
  isHostOnly: boolean;
  path: string;
  isSecure: boolean;
  /** In milliseconds since 1970; `undefined` if it lasts as long as the session. */
  expires: number | undefined;
}

/** More than that is no real site: the oldest are dropped. */
const MOST = 300;
const LONGEST = 8 * 1024;

/** The cookies of one session (RFC 6265), in memory. */
export class CookieJar {
  #cookies: Cookie[] = [];

  /** Stores the cookies of a response: the values of its `Set-Cookie` headers. */
  store(url: URL, headers: readonly string[], now = Date.now()): void {
    for (const header of headers) {
      const cookie = header.length <= LONGEST ? cookieOf(url, header, now) : undefined;
      if (!cookie) continue;
      const { name, domain, path, expires } = cookie;
      const isSame = (one: Cookie) =>
        one.name === name && one.domain === domain && one.path === path;
      this.#cookies = this.#cookies.filter((one) => !isSame(one));
      if (expires === undefined || expires > now) this.#cookies.push(cookie);
    }
    this.#cookies = this.#cookies.slice(-MOST);
  }

  /** The `Cookie` header of a request; `undefined` if it gets none. */
  header(url: URL, now = Date.now()): string | undefined {
    const found = this.#cookies
      .filter((one) => isFor(one, url) && (one.expires === undefined || one.expires > now))
      // Those of longer paths come first.
      .sort((a, b) => b.path.length - a.path.length);
    return found.length > 0
      ? found.map(({ name, value }) => `${name}=${value}`).join('; ')
      : undefined;
  }
}

function isFor({ domain, isHostOnly, path, isSecure }: Cookie, url: URL): boolean {
  const { hostname: host, pathname, protocol } = url;
  const isHost = host === domain || (!isHostOnly && host.endsWith(`.${domain}`));
  const isPath =
    pathname === path ||
    (pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/'));
  return isHost && isPath && (!isSecure || protocol === 'https:');
}

function cookieOf(url: URL, header: string, now: number): Cookie | undefined {
  const [pair = '', ...attributes] = header.split(';');
  const at = pair.indexOf('=');
  const name = pair.slice(0, at).trim();
  // A line break would start another header.
  if (at < 1 || name === '' || /[^\x20-\x7e\x80-\xff]/.test(pair)) return undefined;
  const given = new Map<string, string>();
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    given.set(key.trim().toLowerCase(), rest.join('=').trim());
  }
  const host = url.hostname;
  const domain = (given.get('domain') ?? '').replace(/^\./, '').toLowerCase();
  if (domain !== '' && !mayBeFor(domain, host)) return undefined;
  const path = given.get('path');
  return {
    name,
    value: pair.slice(at + 1).trim(),
    domain: domain || host,
    isHostOnly: domain === '',
    path: path?.startsWith('/') ? path : folderOf(url.pathname),
    isSecure: given.has('secure'),
    expires: expiryOf(given, now),
  };
}

/** A site cannot set cookies for others, nor for all sites of a country. */
function mayBeFor(domain: string, host: string): boolean {
  if (host === domain) return true;
  return domain.includes('.') && isIP(host) === 0 && host.endsWith(`.${domain}`);
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}

function expiryOf(given: ReadonlyMap<string, string>, now: number): number | undefined {
  const age = given.get('max-age');
  if (age !== undefined && /^-?\d{1,12}$/.test(age)) return now + Number(age) * 1000;
  const date = Date.parse(given.get('expires') ?? '');
  return Number.isNaN(date) ? undefined : date;
}
