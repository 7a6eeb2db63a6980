import type { Call } from '../definition/call.js';

/** What to do about a broken connection to a database. `server` is the product: `MySQL`. */
export function brokenHint(
  call: Call,
  server: string,
  code: string | undefined,
  sent: boolean,
): string | undefined {
  if (code === 'ENOTFOUND' || code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `Check the host in ${call.destination}.`;
  }
  if (code !== 'ECONNRESET' && code !== 'EPIPE') return undefined;
  return sent
    ? 'The query may or may not have been executed.'
    : `Check that ${server} is listening there.`;
}
