import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll } from 'vitest';
import { type Authority, authority, whyNoOpenssl } from './certificates.js';
import { refusedPort } from './server.js';

/** A running MariaDB. */
export interface TestMariadb {
  port: number;
  /** The path of its socket. */
  socket: string;
  /** A connection string for the user root, without a password, and the database `test`. */
  url: string;
  /** A connection string for another user, database or password. */
  as(who: { user?: string; password?: string; database?: string; query?: string }): string;
  /** The CA of its certificate, if it has one. */
  authority: Authority | undefined;
  /** Ends the server as in a crash, and starts it again. */
  crash(): Promise<void>;
}

/** Users with this password, whose characters are encoded in a URL. */
export const PASSWORD = 'pa/ss:w@rd 100%"\'';
/** A user who logs in with the usual plugin. */
export const NATIVE_USER = 'native user';
/** One who logs in with ed25519. */
export const ED25519_USER = 'curve';
/** One who must encrypt. */
export const TLS_USER = 'private';

const server = find('mariadbd');
const installer = find('mariadb-install-db');

/** Why there is no server; `undefined` if there is one. */
export const whyNoServer = server && installer ? undefined : 'no MariaDB server is installed here';
/** The same for tests that also need a certificate. */
export const whyNoTls = whyNoServer ?? whyNoOpenssl();

function find(name: string): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** The user that the server runs as: it does not run as root unless it is told to. */
const owner = process.getuid?.() === 0 ? 'mysql' : undefined;

/** Starts a server for a test file. */
export async function startMariadb(): Promise<TestMariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'oint-mariadb-'));
  const data = join(folder, 'data');
  const as = owner ? [`--user=${owner}`] : [];
  await own(folder);
  execFileSync(
    installer!,
    [
      ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal'],
      ...['--skip-test-db', ...as],
    ],
    // Servers that start at the same time use the same names for temporary tables.
    { env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ca = whyNoTls ? undefined : await certificates(folder);
  const port = await refusedPort();
  const socket = join(folder, 'socket');
  const args = [
    ...['--no-defaults', ...as, `--datadir=${data}`, `--tmpdir=${folder}`, `--port=${port}`],
    '--bind-address=127.0.0.1',
    ...[`--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`, '--skip-log-bin'],
    ...['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=64M', '--local-infile=1'],
    ...['--plugin-load-add=auth_ed25519', '--skip-name-resolve', '--innodb-doublewrite=0'],
    ...(ca ? [`--ssl-cert=${join(folder, 'cert')}`, `--ssl-key=${join(folder, 'key')}`] : []),
  ];
  const start = () => startProcess(server!, args);
  let running = await start();
  afterAll(async () => {
    await end(running, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  const url = urls(port);
  await prepare(port);
  return {
    port,
    socket,
    url: url({}),
    as: url,
    authority: ca,
    async crash() {
      await end(running, 'SIGKILL');
      running = await start();
    },
  };
}

async function own(path: string): Promise<void> {
  if (!owner) return;
  const id = (flag: string) => Number(execFileSync('id', [flag, owner], { encoding: 'utf8' }));
  await chown(path, id('-u'), id('-g'));
}

async function certificates(folder: string): Promise<Authority> {
  const ca = await authority();
  const { cert, key } = await ca.sign('server', 'IP:127.0.0.1');
  for (const [name, text] of Object.entries({ cert, key })) {
    const path = join(folder, name);
    await writeFile(path, text);
    await chmod(path, 0o600);
    await own(path);
  }
  return ca;
}

interface Started {
  child: ChildProcess;
  ended: Promise<void>;
}

function startProcess(file: string, args: string[]): Promise<Started> {
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (/ready for connections/.test(log)) resolve({ child, ended });
    });
    void ended.then(() => reject(new Error(`MariaDB did not start:\n${log}`)));
  });
}

async function end({ child, ended }: Started, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await ended;
}

function urls(port: number): TestMariadb['as'] {
  return ({ user = 'root', password, database = 'test', query }) => {
    const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
    const who = encodeURIComponent(user) + secret;
    const end = query ? `?${query}` : '';
    return `mysql://${who}@127.0.0.1:${port}/${encodeURIComponent(database)}${end}`;
  };
}

/** Creates the database and the users. */
async function prepare(port: number): Promise<void> {
  const { createConnection } = await import('mysql2/promise');
  const client = await createConnection({ host: '127.0.0.1', port, user: 'root' });
  await client.query('CREATE DATABASE test CHARACTER SET utf8mb4');
  await client.query(`CREATE USER '${NATIVE_USER}' IDENTIFIED BY ?`, [PASSWORD]);
  await client.query(`CREATE USER '${ED25519_USER}' IDENTIFIED VIA ed25519 USING PASSWORD(?)`, [
    PASSWORD,
  ]);
  await client.query(`CREATE USER '${TLS_USER}' IDENTIFIED BY ? REQUIRE SSL`, [PASSWORD]);
  for (const user of [NATIVE_USER, ED25519_USER, TLS_USER]) {
    await client.query(`GRANT ALL ON test.* TO '${user}'`);
  }
  await client.end();
}
