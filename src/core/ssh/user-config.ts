import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { openFiles } from '../access/files.js';
import { fits } from './known-hosts.js';

/** What OpenSSH's configuration says about a host. */
export interface HostConfig {
  host: string;
  port: number | undefined;
  user: string;
  /** Private keys to try: those of the configuration, or the usual ones. */
  identities: string[];
  /** The host to go through: `user@host:port`. */
  jump: string | undefined;
  /** A setting that says how to connect, and is not supported. */
  unsupported: string | undefined;
}

const SYSTEM = '/etc/ssh/ssh_config';
const USUAL_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** Reads `~/.ssh/config` and that of the system for a host, as `ssh` does. */
export async function readUserConfig(host: string, user: string | undefined): Promise<HostConfig> {
  const { default: SSHConfig } = await import('ssh-config');
  const texts = await Promise.all([textOf(join(sshFolder(), 'config')), textOf(SYSTEM)]);
  const config = SSHConfig.parse(texts.join('\nHost *\n'));
  const options = { ignoreCase: true, matchExec: false };
  const query = { Host: host, ...(user !== undefined && { User: user }) };
  const found = config.compute(query, options) as Record<string, string | string[] | undefined>;
  const one = (name: string) => [found[name]].flat()[0];
  const all = (name: string) => [found[name]].flat().filter((value) => value !== undefined);
  const name = (one('hostname') ?? host).replaceAll('%h', host);
  const tokens = { h: name, r: user ?? one('user') ?? localUser(), u: localUser(), d: homedir() };
  const keys = all('identityfile').map((path) => expanded(path, tokens));
  const jump = one('proxyjump');
  return {
    host: name,
    port: one('port') === undefined ? undefined : Number(one('port')),
    user: tokens.r,
    identities: keys.length > 0 ? keys : USUAL_KEYS.map((key) => join(sshFolder(), key)),
    jump: jump === 'none' ? undefined : jump,
    unsupported: isNone(one('proxycommand')) || jump !== undefined ? undefined : 'ProxyCommand',
  };
}

const isNone = (value: string | undefined) => value === undefined || value === 'none';
const sshFolder = () => join(homedir(), '.ssh');

function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? '';
  }
}

function expanded(path: string, tokens: Readonly<Record<string, string>>): string {
  return path
    .replace(/^~(?=[/\\])/, homedir())
    .replace(/%([hrud%])/g, (whole, name: string) =>
      name === '%' ? '%' : (tokens[name] ?? whole),
    );
}

/** As deep as OpenSSH. */
const DEEPEST = 16;

/** A file with the files that it includes; empty if it cannot be read. */
async function textOf(path: string, depth = 0): Promise<string> {
  const text = await openFiles.read(path).then(String, () => '');
  const lines: string[] = [];
  let section = 'Host *';
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(host|match)[\s=]/i.test(line)) section = line;
    const included = /^\s*include[\s=](.*)$/i.exec(line)?.[1]?.replace(/^[\s=]+/, '');
    if (included === undefined) {
      lines.push(line);
      continue;
    }
    if (depth >= DEEPEST) continue;
    for (const word of included.match(/"[^"]*"|\S+/g) ?? []) {
      const files = await matching(word.replace(/^"|"$/g, ''), dirname(path));
      for (const file of files) lines.push(await textOf(file, depth + 1));
    }
    // What follows belongs where it stood, not to the last host of an included file.
    lines.push(section);
  }
  return lines.join('\n');
}

/** The files that a pattern means: `*` and `?` in the last part of the path. */
async function matching(pattern: string, folder: string): Promise<string[]> {
  const whole = expanded(pattern, { d: homedir(), u: localUser() });
  // In the system's configuration, paths are relative to its folder.
  const path = isAbsolute(pattern) || pattern.startsWith('~') ? whole : join(folder, pattern);
  if (!/[*?]/.test(path)) return [path];
  const entries = await openFiles.list(dirname(path)).catch(() => []);
  const last = path.slice(dirname(path).length + 1);
  return entries
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && fits(last, name))
    .sort()
    .map((name) => join(dirname(path), name));
}
