import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Address } from './address.js';

/**
 * The password in libpq's password file, in which a line is `host:port:database:user:password`.
 * https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export async function passwordFor(
  address: Address,
  warn: (what: string) => void,
): Promise<string | undefined> {
  const path = address.passFile ?? usualPath();
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  // As in libpq: others could have read it.
  if (process.platform !== 'win32' && found.mode & 0o077) {
    warn(`the password file ${path} is ignored: others may read it. Run chmod 600 on it`);
    return undefined;
  }
  return passwordIn(await readFile(path, 'utf8').catch(() => ''), address);
}

function usualPath(): string {
  const { APPDATA = homedir() } = process.env;
  return process.platform === 'win32'
    ? join(APPDATA, 'postgresql', 'pgpass.conf')
    : join(homedir(), '.pgpass');
}

/** The password of the first line that fits. */
export function passwordIn(text: string, { host, port, database, user }: Address) {
  // A socket in a directory counts as localhost.
  const hosts = host.startsWith('/') ? [host, 'localhost'] : [host];
  const wanted = [hosts, [String(port)], [database], [user]];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    const fits = wanted.every((one, at) => fields[at] === '*' || one.includes(fields[at] ?? ''));
    if (fits && fields.length >= 5) return fields[4];
  }
  return undefined;
}

/** The fields of a line; `\:` and `\\` are the characters themselves. */
function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  let field = '';
  for (const [piece] of line.matchAll(/\\[:\\]|[\s\S]/g)) {
    if (piece === ':') {
      fields.push(field);
      field = '';
    } else field += piece.replace(/^\\(?=[:\\])/, '');
  }
  return [...fields, field];
}
