import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Refuse } from '../../core/connection/connection-url.js';
import type { Environment } from './address.js';
import { checked, type Parts } from './connection-string.js';

/**
 * The parts of a connection string, and those of the service that it or PGSERVICE names: a section
 * of `pg_service.conf`. What the connection string says has priority.
 * https://www.postgresql.org/docs/current/libpq-pgservice.html
 */
export async function withService(
  parts: Parts,
  refuse: Refuse,
  environment: Environment,
): Promise<Parts> {
  const name = parts.service ?? environment.PGSERVICE;
  if (!name) return parts;
  const paths = serviceFiles(environment);
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const refuseThere: Refuse = (what, hint) =>
      refuse(`names the service "${name}", which ${what} (in ${path})`, hint);
    const found = text === undefined ? undefined : serviceIn(text, name, refuseThere);
    if (found) return { ...checked(found, refuseThere), ...parts };
  }
  const hint = `Its section [${name}] can be in ${paths.join(' or ')}.`;
  throw refuse(`names the service "${name}", which is not defined`, hint);
}

/** The user's file, then those of the machine. Where the latter is depends on who built libpq. */
function serviceFiles({ PGSERVICEFILE, PGSYSCONFDIR, APPDATA }: Environment): string[] {
  const own =
    process.platform === 'win32'
      ? join(APPDATA ?? homedir(), 'postgresql', '.pg_service.conf')
      : join(homedir(), '.pg_service.conf');
  const usual = process.platform === 'win32' ? [] : ['/etc/postgresql-common', '/etc'];
  const folders = PGSYSCONFDIR ? [PGSYSCONFDIR] : usual;
  return [PGSERVICEFILE || own, ...folders.map((folder) => join(folder, 'pg_service.conf'))];
}

/** The parameters of a section; the first of several with one name counts, as in libpq. */
export function serviceIn(text: string, name: string, refuse: Refuse): Parts | undefined {
  let found: Map<string, string> | undefined;
  for (const [at, written] of text.split('\n').entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      if (found) break;
      if (line === `[${name}]`) found = new Map();
    } else if (found) {
      const [key = '', value] = line.split(/=(.*)/s);
      // Without the line itself, which could be a password.
      if (value === undefined) throw refuse(`is not valid: line ${at + 1} is not NAME=VALUE`);
      if (key === 'service') throw refuse('names another service, which is not supported');
      if (!found.has(key)) found.set(key, value);
    }
  }
  return found && Object.fromEntries(found);
}
