import { shellQuote } from '../../core/util/shell-quote.js';
import { isConnection, type LdapConnection } from './connection.js';
import { type Target, urlOf } from './settings.js';

/** The equivalent commands of OpenLDAP, for a dry run. */

/** One line of LDIF (RFC 2849). */
export type LdifLine = readonly [name: string, value: string | Buffer] | '-';

export function commandLine(
  command: string,
  connection: LdapConnection | Target,
  ...words: readonly string[]
): string {
  const { settings, tls } = isConnection(connection) ? connection.target : connection;
  const start = tls?.use_tls && settings.scheme === 'ldap' ? ['-ZZ'] : [];
  const login = settings.bindDn === '' ? ['-x'] : ['-x', '-D', settings.bindDn, '-w', '***'];
  const all = ['-H', urlOf(settings), ...start, ...login, ...words];
  return [command, ...all.map(shellQuote)].join(' ');
}

/** The same with LDIF as its input. */
export function withLdif(line: string, lines: readonly LdifLine[]): string {
  return `${line} <<'END'\n${lines.map(ldifLine).join('\n')}\nEND`;
}

function ldifLine(line: LdifLine): string {
  if (line === '-') return line;
  const [name, value] = line;
  const bytes = Buffer.from(value);
  const text = bytes.toString('latin1');
  // Everything else is written as Base64.
  const isSafe = /^(?![ :<])[\x20-\x7e]*$/.test(text) && !text.endsWith(' ');
  return isSafe ? `${name}: ${text}` : `${name}:: ${bytes.toString('base64')}`;
}
