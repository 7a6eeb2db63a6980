import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import net, { type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Connection, type Server, type ServerConfig } from 'ssh2';

import { afterFile } from './after-file.js';
import { folder } from './folder.js';
import { listen, refusedPort } from './server.js';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));

/** Why `sshd` is not available here, for the title of a skipped test. */
export const noSshd =
  process.platform === 'win32' || !SSHD ? ' (skipped: there is no sshd on this machine)' : '';

/** `OpenSSH 9.2`, as it reports itself. */
export function sshdVersion(): string {
  const said = spawnSync(SSHD!, ['-V'], { encoding: 'utf8' }).stderr;
  return /OpenSSH_[\d.]+/.exec(said)?.[0].replace('_', ' ') ?? 'OpenSSH';
}

/** Why the program is not available here. */
export function without(program: string): string {
  return spawnSync(program, ['-V']).error ? ` (skipped: there is no ${program} here)` : '';
}

export interface Sshd {
  port: number;
  user: string;
  /** The private key that it accepts. */
  key: string;
  /** Its folder for files. */
  files: string;
  /** Its host key's fingerprint, and its lines for a known_hosts file. */
  fingerprint: string;
  knownHosts: string;
  process: ChildProcess;
  /** Settings of a user with access who knows the host. */
  settings: Record<string, unknown>;
}

const running = new Set<ChildProcess>();
afterFile(() => {
  for (const child of running) killTree(child);
});

/** Ends a server and all its processes: those that serve a connection leave its process group. */
export function killTree(child: ChildProcess): void {
  running.delete(child);
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = [child.pid!];
  for (const parent of family) {
    family.push(...pairs.filter(([, of]) => of === parent).map(([pid]) => pid!));
  }
  for (const pid of family) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has already exited.
    }
  }
}

/** A real `sshd` on a free port of 127.0.0.1, with its own configuration and keys. */
export async function startSshd(lines: readonly string[] = []): Promise<Sshd> {
  const home = await folder();
  // For privilege separation it needs this folder, which only its system service creates.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  await Promise.all([
    keygen(join(home, 'host_ed25519'), 'ed25519'),
    keygen(join(home, 'host_ecdsa'), 'ecdsa'),
    keygen(join(home, 'id'), 'ed25519'),
  ]);
  await copyFile(join(home, 'id.pub'), join(home, 'authorized_keys'));
  const files = join(home, 'files');
  mkdirSync(files);
  const port = await refusedPort();
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(home, 'host_ed25519')}`,
    `HostKey ${join(home, 'host_ecdsa')}`,
    `AuthorizedKeysFile ${join(home, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 200',
    'MaxSessions 100',
    // Without the user's settings: a slow shell start-up would slow down every command.
    `SetEnv HOME=${home}`,
    ...(lines.some((line) => line.startsWith('Subsystem')) ? [] : ['Subsystem sftp internal-sftp']),
    ...lines,
  ];
  await writeFile(join(home, 'sshd_config'), `${config.join('\n')}\n`);
  const child = spawn(SSHD!, ['-D', '-e', '-f', join(home, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  await listening(child);
  const user = userInfo().username;
  const key = join(home, 'id');
  const knownHosts = join(home, 'known_hosts');
  const hostKeys = await Promise.all(
    ['host_ed25519', 'host_ecdsa'].map((name) => readFile(join(home, `${name}.pub`), 'utf8')),
  );
  const known = hostKeys.map((line) => `[127.0.0.1]:${port} ${line.split(' ', 2).join(' ')}`);
  await writeFile(knownHosts, `${known.join('\n')}\n`);
  const settings = { host: '127.0.0.1', port, username: user, key_path: key };
  return {
    port,
    user,
    key,
    files,
    fingerprint: fingerprintOf(join(home, 'host_ed25519.pub')),
    knownHosts,
    process: child,
    settings: { ...settings, known_hosts: knownHosts },
  };
}

/** Waits until it reports that it listens. */
function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Server listening')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`sshd ended with ${code}: ${said}`)));
  });
}

/** A new pair of keys; without a passphrase unless one is given. */
export async function keygen(path: string, type: string, passphrase = ''): Promise<void> {
  // Short, because generating a longer key takes time.
  const bits = type === 'rsa' ? ['-b', '2048'] : [];
  const args = ['-q', '-t', type, ...bits, '-N', passphrase, '-C', 'test', '-f', path];
  execFileSync('ssh-keygen', args);
}

export function fingerprintOf(publicKey: string): string {
  const line = execFileSync('ssh-keygen', ['-lf', publicKey], { encoding: 'utf8' });
  return line.split(' ')[1]!;
}

export interface OwnServer {
  port: number;
  sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

// Made by Node: one in some hundred of the keys that ssh2 makes is malformed.
const HOST_KEY = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'sec1', format: 'pem' },
}).privateKey;

/** A server controlled by a test, for authentication and faults that `sshd` does not have. */
export async function startServer(
  onClient: (client: Connection) => void,
  config: Partial<ServerConfig> = {},
): Promise<OwnServer> {
  const server: Server = new ssh2.Server({ hostKeys: [HOST_KEY], ...config }, (client) => {
    client.on('error', () => {});
    onClient(client);
  });
  // Node's server gives access to its sockets.
  const listener = net.createServer((socket) => {
    (server as unknown as { injectSocket(socket: Socket): void }).injectSocket(socket);
  });
  return listen(listener);
}
