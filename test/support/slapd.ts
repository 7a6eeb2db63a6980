import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterFile } from './after-file.js';
import type { Certificate } from './certificates.js';
import { folder } from './folder.js';
import { refusedPort } from './server.js';

const SLAPD = ['/usr/sbin/slapd', '/usr/lib/openldap/slapd'].find((path) => existsSync(path));
const MODULES = '/usr/lib/ldap';

/** Why `slapd` is not available here, for the title of a skipped test. */
export const noSlapd =
  SLAPD && existsSync(MODULES) && existsSync('/etc/ldap/schema')
    ? ''
    : ' (skipped: there is no slapd on this machine)';

/** `OpenLDAP 2.5.13`, as it reports itself. */
export function slapdVersion(): string {
  const said = spawnSync(SLAPD!, ['-VV'], { encoding: 'utf8' }).stderr;
  return `OpenLDAP ${/slapd (\d[\d.]*)/.exec(said)?.[1] ?? ''}`.trim();
}

export interface Slapd {
  port: number;
  tlsPort: number;
  base: string;
  /** Settings of the administrator. */
  settings: { url: string; bind_dn: string; password: string };
  process: ChildProcess;
}

interface How {
  password?: string;
  certificate?: Certificate;
  /** The DN of its directory. */
  base?: string;
  /** Further lines of its configuration. */
  lines?: readonly string[];
}

const running = new Set<ChildProcess>();
afterFile(async () => {
  for (const child of running) {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
});

/** A real OpenLDAP server with an empty directory, on free ports of 127.0.0.1. */
export async function startSlapd({
  password = 'admin-secret-9f8e',
  certificate,
  base = 'dc=example,dc=com',
  lines = [],
}: How = {}): Promise<Slapd> {
  const home = await folder();
  await mkdir(join(home, 'data'));
  const schema = ['core', 'cosine', 'inetorgperson'].map(
    (name) => `include /etc/ldap/schema/${name}.schema`,
  );
  const tls = certificate
    ? [`TLSCertificateFile ${certificate.certPath}`, `TLSCertificateKeyFile ${certificate.keyPath}`]
    : [];
  await writeFile(
    join(home, 'slapd.conf'),
    [
      ...schema,
      `modulepath ${MODULES}`,
      'moduleload back_mdb',
      `pidfile ${home}/pid`,
      ...tls,
      'database mdb',
      `suffix "${base}"`,
      `rootdn "cn=admin,${base}"`,
      `rootpw ${password}`,
      `directory ${home}/data`,
      'maxsize 104857600',
      ...lines,
      '',
    ].join('\n'),
  );
  const [port, tlsPort] = [await refusedPort(), await refusedPort()];
  const urls = [`ldap://127.0.0.1:${port}`];
  if (certificate) urls.push(`ldaps://127.0.0.1:${tlsPort}`);
  const args = ['-f', join(home, 'slapd.conf'), '-h', urls.join(' '), '-d', '0'];
  const child = spawn(SLAPD!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  running.add(child);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`slapd did not start: ${said}`);
    await sleep(20);
  }
  const url = `ldap://127.0.0.1:${port}`;
  const settings = { url, bind_dn: `cn=admin,${base}`, password };
  return { port, tlsPort, base, settings, process: child };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
