import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterFile } from './after-file.js';
import type { Certificate } from './certificates.js';
import { folder } from './folder.js';
import { refusedPort } from './server.js';

/**
 * Real FTP servers. Debian installs only one of them at a time, so the others are unpacked to
 * `/opt/ftp-servers` (see `.ci/run`).
 */
const PLACES = ['/usr/sbin', '/opt/ftp-servers/usr/sbin'];
const find = (name: string) =>
  PLACES.map((place) => join(place, name)).find((path) => existsSync(path));

export type FtpServerName = 'proftpd' | 'vsftpd' | 'pure-ftpd';

/** Why a server is not available here, for the title of a skipped test. */
export function noFtpServer(name: FtpServerName): string {
  if (process.getuid?.() !== 0) return ` (skipped: ${name} needs root)`;
  return find(name) ? '' : ` (skipped: there is no ${name} on this machine)`;
}

export interface FtpServer {
  port: number;
  /** The folder of its user. */
  files: string;
  /** Settings of the user. */
  settings: { domain: string; port: number; login: string; password: string };
  process: ChildProcess;
}

export interface FtpOptions {
  password?: string;
  certificate?: Certificate;
  /** Encrypted from the beginning. */
  implicit?: boolean;
  /** Further lines of its configuration. */
  lines?: readonly string[];
}

/** `ProFTPD 1.3.8`, as it reports itself. */
export function proftpdVersion(): string {
  const said = spawnSync(find('proftpd')!, ['-v'], { encoding: 'utf8' });
  return `ProFTPD ${/ProFTPD Version (\d[\w.]*)/i.exec(said.stdout + said.stderr)?.[1] ?? ''}`.trim();
}

const running = new Set<ChildProcess>();
afterFile(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill();
    await Promise.race([once(child, 'exit'), sleep(2000)]);
    child.kill('SIGKILL');
  }
});

/** The user that Debian has for nothing. */
const NOBODY = { uid: 65534, gid: 65534 };
const PASSWORD = 'ftp-secret-9f8e';

/** Starts a server on a free port of 127.0.0.1, with a user `me` or, if it has only that, `ftp`. */
export async function startFtp(name: FtpServerName, options: FtpOptions = {}): Promise<FtpServer> {
  const home = await folder();
  const files = join(home, 'files');
  await mkdir(files);
  await chmod(home, 0o755);
  await chown(files, NOBODY.uid, NOBODY.gid);
  const port = await refusedPort();
  const start = { proftpd: startProftpd, vsftpd: startVsftpd, 'pure-ftpd': startPureFtpd }[name];
  const { args, login } = await start({ home, files, port, options });
  const env = { ...process.env, LD_LIBRARY_PATH: '/opt/ftp-servers/usr/lib/x86_64-linux-gnu' };
  const child = spawn(find(name)!, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  running.add(child);
  for (let tries = 0; !(await greets(port, options.implicit ?? false)); tries++) {
    if (child.exitCode !== null || tries > 500) throw new Error(`${name} did not start: ${said}`);
    await sleep(20);
  }
  const { password = PASSWORD } = options;
  const settings = { domain: '127.0.0.1', port, login, password };
  return { port, files, settings, process: child };
}

interface Starting {
  home: string;
  files: string;
  port: number;
  options: FtpOptions;
}

interface Started {
  args: string[];
  login: string;
}

async function startProftpd({ home, files, port, options }: Starting): Promise<Started> {
  const { certificate, implicit, lines = [], password = PASSWORD } = options;
  const users = join(home, 'users');
  const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim();
  await writeFile(users, `me:${hash}:${NOBODY.uid}:${NOBODY.gid}::${files}:/bin/sh\n`, {
    mode: 0o600,
  });
  const tls = certificate
    ? [
        'LoadModule mod_tls.c',
        'TLSEngine on',
        `TLSRSACertificateFile ${certificate.certPath}`,
        `TLSRSACertificateKeyFile ${certificate.keyPath}`,
        `TLSECCertificateFile ${certificate.certPath}`,
        `TLSECCertificateKeyFile ${certificate.keyPath}`,
        ...(implicit ? ['TLSOptions UseImplicitSSL'] : []),
      ].filter((line) => !line.startsWith('TLSRSA'))
    : [];
  await writeFile(
    join(home, 'proftpd.conf'),
    [
      'ModulePath /usr/lib/proftpd',
      'ServerType standalone',
      'DefaultAddress 127.0.0.1',
      `Port ${port}`,
      'User nobody',
      'Group nogroup',
      `AuthUserFile ${users}`,
      'AuthOrder mod_auth_file.c',
      'RequireValidShell off',
      `PidFile ${home}/pid`,
      `ScoreboardFile ${home}/scoreboard`,
      'SystemLog none',
      'TransferLog none',
      'WtmpLog off',
      'UseReverseDNS off',
      'AllowStoreRestart on',
      'AllowRetrieveRestart on',
      'AllowOverwrite on',
      `DefaultRoot ${files}`,
      ...tls,
      ...lines,
      '<IfModule mod_delay.c>',
      'DelayEngine off',
      '</IfModule>',
      '',
    ].join('\n'),
  );
  return { args: ['-n', '-q', '-c', join(home, 'proftpd.conf')], login: 'me' };
}

/** A user whose home folder exists, as vsftpd needs it. */
const DAEMON = { uid: 1, gid: 1 };

/** Without PAM it only has the anonymous user. */
async function startVsftpd({ home, files, port, options }: Starting): Promise<Started> {
  const { certificate, implicit, lines = [] } = options;
  const empty = join(home, 'empty');
  await mkdir(empty);
  const inner = join(files, 'pub');
  await chown(files, 0, 0);
  await mkdir(inner);
  await chown(inner, DAEMON.uid, DAEMON.gid);
  const tls = certificate
    ? [
        'ssl_enable=YES',
        'allow_anon_ssl=YES',
        'force_anon_logins_ssl=YES',
        'force_anon_data_ssl=YES',
        'require_ssl_reuse=YES',
        `rsa_cert_file=${certificate.certPath}`,
        `rsa_private_key_file=${certificate.keyPath}`,
        `implicit_ssl=${implicit ? 'YES' : 'NO'}`,
      ]
    : [];
  await writeFile(
    join(home, 'vsftpd.conf'),
    [
      'listen=YES',
      'listen_address=127.0.0.1',
      `listen_port=${port}`,
      'background=NO',
      'anonymous_enable=YES',
      'no_anon_password=YES',
      `anon_root=${files}`,
      'ftp_username=daemon',
      'nopriv_user=nobody',
      'write_enable=YES',
      'anon_upload_enable=YES',
      'anon_mkdir_write_enable=YES',
      'anon_other_write_enable=YES',
      'anon_umask=022',
      'connect_from_port_20=NO',
      'seccomp_sandbox=NO',
      `secure_chroot_dir=${empty}`,
      ...tls,
      ...lines,
      '',
    ].join('\n'),
  );
  return { args: [join(home, 'vsftpd.conf')], login: 'anonymous' };
}

async function startPureFtpd({ home, files, port, options }: Starting): Promise<Started> {
  const { certificate, lines = [], password = PASSWORD } = options;
  const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim();
  const users = join(home, 'users');
  // Name, hash, IDs, comment, folder, and limits that are left out.
  const limits = Array.from({ length: 12 }, () => ':').join('');
  await writeFile(users, `me:${hash}:${NOBODY.uid}:${NOBODY.gid}::${files}/./${limits}\n`);
  const database = join(home, 'users.pdb');
  const pw = ['/usr/bin/pure-pw', '/opt/ftp-servers/usr/bin/pure-pw'].find((path) =>
    existsSync(path),
  )!;
  execFileSync(pw, ['mkdb', database, '-f', users]);
  const pem = join(home, 'pure.pem');
  if (certificate) await writeFile(pem, `${certificate.key}\n${certificate.cert}`, { mode: 0o600 });
  const tls = certificate ? ['-Y', '1', '-2', pem] : [];
  const args = [
    '-l',
    `puredb:${database}`,
    '-S',
    `127.0.0.1,${port}`,
    '-H',
    '-E',
    '-A',
    '-g',
    `${home}/pid`,
  ];
  return { args: [...args, ...tls, ...lines], login: 'me' };
}

/** Waits for the greeting, or for the port of a server that is encrypted from the beginning. */
function greets(port: number, implicit: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once(implicit ? 'connect' : 'data', () => done(true));
    socket.once('error', () => done(false));
    socket.once('end', () => done(false));
  });
}
