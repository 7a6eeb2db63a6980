// Database servers for the measurements: those that POSTGRES_URL and MYSQL_URL name, or new ones in a
// temporary folder, if they are installed. A server does not run as root: then it runs as its own user.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';

/** Resolves to undefined if there is no server. */
export async function postgresServer() {
  const { POSTGRES_URL } = process.env;
  if (POSTGRES_URL) return { url: POSTGRES_URL, stop() {} };
  const versions = '/usr/lib/postgresql';
  const [version] = existsSync(versions) ? readdirSync(versions).sort((a, b) => b - a) : [];
  if (!version) return undefined;
  const bin = (name) => join(versions, version, 'bin', name);
  const { folder, who } = homeFor('postgres');
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', 'admin', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'];
  execFileSync(bin('initdb'), init, { ...who, cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  const args = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''];
  const url = `postgresql://admin@127.0.0.1:${port}/postgres`;
  return running(bin('postgres'), args, { folder, who, url, signal: 'SIGINT' });
}

/** Allows LOCAL INFILE. Resolves to undefined if there is no server. */
export async function mysqlServer() {
  const { MYSQL_URL } = process.env;
  if (MYSQL_URL) return { url: MYSQL_URL, stop() {} };
  const mariadbd = '/usr/sbin/mariadbd';
  if (!existsSync(mariadbd)) return undefined;
  const { folder, who } = homeFor('mysql');
  const data = join(folder, 'data');
  const user = who.uid === undefined ? [] : ['--user=mysql'];
  const init = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal'];
  execFileSync('mariadb-install-db', [...init, ...user], { cwd: folder, stdio: 'ignore' });
  const port = await freePort();
  const args = ['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'];
  args.push(`--socket=${join(folder, 'socket')}`, '--local-infile=1', ...user);
  const url = `mysql://root@127.0.0.1:${port}/test`;
  return running(mariadbd, args, { folder, who, url, signal: 'SIGTERM' });
}

function homeFor(user) {
  const folder = mkdtempSync(join(tmpdir(), `oint-bench-${user}-`));
  if (process.getuid?.() !== 0) return { folder, who: {} };
  const id = (flag) => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  const who = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, who.uid, who.gid);
  return { folder, who };
}

async function running(file, args, { folder, who, url, signal }) {
  const child = spawn(file, args, { ...who, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  for await (const text of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    log += text;
    if (log.includes('ready to accept connections') || log.includes('ready for connections')) break;
  }
  if (child.exitCode !== null) throw new Error(`${file} did not start:\n${log}`);
  child.stderr.resume();
  const stop = async () => {
    child.kill(signal);
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  };
  return { url, stop };
}
