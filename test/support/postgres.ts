import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { type Authority, authority, whyNoOpenssl } from './certificates.js';
import { refusedPort } from './server.js';

/** A running PostgreSQL: a real server, or if there is none, one in WebAssembly. */
export interface TestPostgres {
  /** `PostgreSQL`, or `PGlite`: without passwords, encryption and cancellation. */
  kind: 'PostgreSQL' | 'PGlite';
  port: number;
  /** A connection string for the superuser, without a password. */
  url: string;
  /** A connection string for another user, database or password. */
  as(who: { user?: string; password?: string; database?: string; query?: string }): string;
  /** The CA of its certificate, if it has one. */
  authority: Authority | undefined;
  /** Ends the server as in a crash, and starts it again. */
  crash(): Promise<void>;
  /** Starts a copy of the server that follows it and can only be read. Not for PGlite. */
  standby(): Promise<TestPostgres>;
}

/** A user with a password, whose characters are encoded in a URL. */
export const SCRAM_USER = 'scram user';
export const PASSWORD = 'pa/ss:w@rd 100%"\'';

/** The folder of the server's programs; `undefined` if there are none, or they should not be used. */
const bin = process.env.OINT_TEST_PGLITE ? undefined : findBin();

/** Why there is no real server; `undefined` if there is one. */
export const whyNoServer = bin ? undefined : 'no PostgreSQL server is installed here';
/** The same for tests that also need a certificate. */
export const whyNoTls = whyNoServer ?? whyNoOpenssl();

function findBin(): string | undefined {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'postgres'))
    .filter((path) => existsSync(path))
    .map((path) => dirname(realpathSync(path)));
  const versions = '/usr/lib/postgresql';
  const installed = existsSync(versions)
    ? readdirSync(versions)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin'))
    : [];
  return [...found, ...installed].find((folder) => existsSync(join(folder, 'initdb')));
}

/** Starts a server for a test file: a real one if available. */
export function startPostgres(): Promise<TestPostgres> {
  return bin ? startServer(bin) : startPglite();
}

/** Both, for tests that pass on either. */
export async function startBoth(): Promise<TestPostgres[]> {
  return Promise.all(bin ? [startServer(bin), startPglite()] : [startPglite()]);
}

interface Owner {
  uid?: number;
  gid?: number;
}

/** A PostgreSQL server does not run as root: then it runs as another user. */
function owner(): Owner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string, user: string) =>
    Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', user), gid: id('-g', user) };
    } catch {}
  }
  throw new Error('a PostgreSQL server does not run as root, and there is no user "nobody"');
}

async function startServer(bin: string): Promise<TestPostgres> {
  const who = owner();
  const folder = await newFolder(who);
  const data = join(folder, 'data');
  runAs(who, folder, join(bin, 'initdb'), [
    ...['-D', data, '-U', 'admin', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8'],
  ]);
  await writeFile(join(data, 'pg_hba.conf'), HBA);
  const ca = whyNoTls ? undefined : await certificates(data, who);
  const test = await startIn(folder, { bin, who, ca });
  await makeUser(test.url);
  return test;
}

async function newFolder(who: Owner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oint-postgres-'));
  await own(folder, who);
  return folder;
}

function runAs(who: Owner, cwd: string, file: string, args: string[]): void {
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8' };
  execFileSync(file, args, { ...who, env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}

interface Installed {
  bin: string;
  who: Owner;
  ca: Authority | undefined;
}

/** Starts a server with the data in the folder. */
async function startIn(folder: string, { bin, who, ca }: Installed): Promise<TestPostgres> {
  const data = join(folder, 'data');
  const port = await refusedPort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 50,
    ...(ca && { ssl: 'on' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = () => startProcess(join(bin, 'postgres'), ['-D', data, ...args], { who, folder });
  let server = await start();
  afterAll(async () => {
    await end(server, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true });
  });
  return {
    kind: 'PostgreSQL',
    ...reached(port),
    authority: ca,
    async crash() {
      await end(server, 'SIGQUIT');
      server = await start();
    },
    async standby() {
      const own = await newFolder(who);
      const from = ['-h', '127.0.0.1', '-p', String(port), '-U', 'admin'];
      const copy = ['-D', join(own, 'data'), '--write-recovery-conf', '--checkpoint=fast'];
      runAs(who, own, join(bin, 'pg_basebackup'), [...from, ...copy]);
      return startIn(own, { bin, who, ca });
    },
  };
}

const HBA = `# TYPE DATABASE USER ADDRESS METHOD
host all admin 127.0.0.1/32 trust
host replication admin 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`;

async function own(path: string, { uid, gid }: Owner): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

async function certificates(data: string, who: Owner) {
  const ca = await authority();
  const { cert, key } = await ca.sign('server', 'IP:127.0.0.1');
  for (const [name, text] of Object.entries({ 'server.crt': cert, 'server.key': key })) {
    const path = join(data, name);
    await writeFile(path, text);
    await chmod(path, 0o600);
    await own(path, who);
  }
  return ca;
}

interface Started {
  child: ChildProcess;
  ended: Promise<void>;
}

function startProcess(
  file: string,
  args: string[],
  { who, folder }: { who: object; folder: string },
): Promise<Started> {
  const child = spawn(file, args, { ...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (/ready to accept (read-only )?connections/.test(log)) resolve({ child, ended });
    });
    void ended.then(() => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
}

async function end({ child, ended }: Started, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await ended;
}

type Reached = Pick<TestPostgres, 'port' | 'url' | 'as'>;

function reached(port: number): Reached {
  const as: TestPostgres['as'] = ({ user = 'admin', password, database = 'postgres', query }) => {
    const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
    const who = encodeURIComponent(user) + secret;
    const end = query ? `?${query}` : '';
    return `postgresql://${who}@127.0.0.1:${port}/${encodeURIComponent(database)}${end}`;
  };
  return { port, url: as({}), as };
}

async function makeUser(url: string): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client(url);
  await client.connect();
  const quoted = PASSWORD.replaceAll("'", "''");
  await client.query(`CREATE ROLE "${SCRAM_USER}" LOGIN PASSWORD '${quoted}'`);
  await client.end();
}

/** PostgreSQL in WebAssembly: one process, no passwords, no encryption, no cancellation. */
async function startPglite(): Promise<TestPostgres> {
  // Not bundled: it finds its files next to its own.
  const require = createRequire(import.meta.url);
  const { PGlite } = require('@electric-sql/pglite') as typeof import('@electric-sql/pglite');
  const { PGLiteSocketServer } =
    require('@electric-sql/pglite-socket') as typeof import('@electric-sql/pglite-socket');
  const db = await PGlite.create();
  const port = await refusedPort();
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 20 });
  await server.start();
  afterAll(async () => {
    await server.stop();
    await db.close();
  });
  return {
    kind: 'PGlite',
    ...reached(port),
    authority: undefined,
    crash: () => Promise.reject(new Error('there is no process to crash')),
    standby: () => Promise.reject(new Error('there is no server to follow')),
  };
}
