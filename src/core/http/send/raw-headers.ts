import type { Answer } from '../message.js';

/** Of these, a response has one: as in Node, the first counts. */
const ONCE = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

/** The headers of a response from their bytes, names and values in turn: as Node reads them. */
export function headersOf(
  raw: readonly Buffer[],
): Pick<Answer, 'headers' | 'rawHeaders' | 'setCookies'> {
  const headers: Record<string, string> = {};
  const rawHeaders: string[] = [];
  let setCookies: string[] | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const written = raw[at]!.toString('latin1');
    const value = raw[at + 1]!.toString('latin1');
    rawHeaders.push(written, value);
    const name = written.toLowerCase();
    if (name === 'set-cookie') {
      setCookies ??= [];
      setCookies.push(value);
    }
    const before = headers[name];
    // Not `undefined`: a header may be called `constructor`.
    if (typeof before !== 'string') headers[name] = value;
    else if (!ONCE.has(name)) headers[name] = `${before}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return { headers, rawHeaders, setCookies };
}
