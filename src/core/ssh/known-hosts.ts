import { createHmac } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Files, openFiles } from '../access/files.js';
import { NotAllowed } from '../access/not-allowed.js';

/** A line of a known_hosts file for the host. */
export interface KnownKey {
  file: string;
  line: number;
  /** `ssh-ed25519`, `ssh-rsa` … */
  type: string;
  /** The key in its wire format, in Base64. */
  key: string;
  revoked: boolean;
}

/** The path of the user's known_hosts file. */
function usualFile(): string {
  return join(homedir(), '.ssh', 'known_hosts');
}

/** The name of a host in such a file. */
export function nameOf(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** What is known of a host. */
export interface KnownHost {
  /** Its keys, and those that are revoked. */
  keys: readonly KnownKey[];
  /** The keys of authorities that sign its keys. */
  authorities: readonly KnownKey[];
}

/** What the files say about a host: with its port, and without if nothing names the port. */
export async function findHost(
  host: string,
  port: number,
  files: Files,
  own?: string,
): Promise<KnownHost> {
  const found = await Promise.all([
    own === undefined ? linesOf(openFiles, usualFile()) : linesOf(files, own),
    linesOf(openFiles, '/etc/ssh/ssh_known_hosts'),
  ]);
  const lines = found.flat();
  const named = lines.filter(({ hosts }) => matches(hosts, nameOf(host, port)));
  const bare = port === 22 ? [] : lines.filter(({ hosts }) => matches(hosts, nameOf(host, 22)));
  const all = [...new Set([...named, ...bare])];
  const revoked = all.filter(({ marker }) => marker === '@revoked');
  const [namedKeys, bareKeys] = [named, bare].map((part) => part.filter(({ marker }) => !marker));
  return {
    keys: [...(namedKeys!.length > 0 ? namedKeys! : bareKeys!), ...revoked],
    authorities: all.filter(({ marker }) => marker === '@cert-authority'),
  };
}

interface Line extends KnownKey {
  hosts: string;
  marker: string | undefined;
}

async function linesOf(files: Files, file: string): Promise<Line[]> {
  const text = await textOf(files, file);
  return text.split(/\r?\n/).flatMap((line, index) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [hosts, type, key] = words;
    if (!hosts || !type || !key || hosts.startsWith('#')) return [];
    // A line with a marker of a later version is for other programs.
    if (marker && marker !== '@revoked' && marker !== '@cert-authority') return [];
    const revoked = marker === '@revoked';
    return [{ file, line: index + 1, hosts, marker, type, key, revoked }];
  });
}

/** A list of patterns, with `!` for exceptions, or one hashed name. */
function matches(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) return isHashOf(hosts, name);
  let matched = false;
  for (const entry of hosts.toLowerCase().split(',')) {
    const negated = entry.startsWith('!');
    if (!fits(negated ? entry.slice(1) : entry, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/**
 * `*` matches any text, `?` any character. If the text after the last `*` does not match, the next
 * position is tried: a regular expression would try every way to split the name among all of them.
 */
export function fits(pattern: string, name: string): boolean {
  let [at, star, behindStar] = [0, -1, 0];
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      behindStar = index;
    } else if (pattern[at] === '?' || pattern[at] === name[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++behindStar;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

function isHashOf(entry: string, name: string): boolean {
  const [, , salt, hash] = entry.split('|');
  if (!salt || !hash) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** A missing file has no lines; one that the call is not allowed to read is an error. */
async function textOf(files: Files, path: string): Promise<string> {
  try {
    return (await files.read(path)).toString();
  } catch (error) {
    if (error instanceof NotAllowed) throw error;
    return '';
  }
}

/** Stores the key of a host. */
export async function remember(
  host: string,
  port: number,
  type: string,
  key: string,
  given: Files,
  own?: string,
): Promise<string> {
  const file = own ?? usualFile();
  const files = own === undefined ? openFiles : given;
  await files.makeFolder(dirname(file), { recursive: true, mode: 0o700 });
  const before = await textOf(files, file);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  files.append(file, `${gap}${nameOf(host, port)} ${type} ${key}\n`, 0o600);
  return file;
}
