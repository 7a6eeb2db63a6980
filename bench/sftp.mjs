// 200 MiB over SFTP, up and down, in turns with the `sftp` command, for throughput.
import { spawn, spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';
import { compare, inProcess, median, row } from './measure.mjs';

const SIZE = 200 * 2 ** 20;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SSHD = '/usr/sbin/sshd';
const home = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const file = join(home, 'large.bin');
const memory = [];

/** Bytes that cannot be compressed. */
function makeFile() {
  const handle = openSync(file, 'w');
  const piece = randomFillSync(Buffer.alloc(2 ** 20));
  for (let at = 0; at < SIZE; at += piece.length) writeSync(handle, piece);
  closeSync(handle);
}

async function startSshd() {
  const key = (name) =>
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)]);
  key('host');
  key('id');
  copyFileSync(join(home, 'id.pub'), join(home, 'authorized_keys'));
  if (process.getuid() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const config = `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${home}/host\nPidFile none
AuthorizedKeysFile ${home}/authorized_keys\nStrictModes no\nUsePAM no\nPermitRootLogin yes
Subsystem sftp internal-sftp\n`;
  writeFileSync(join(home, 'config'), config);
  const child = spawn(SSHD, ['-D', '-e', '-f', join(home, 'config')]);
  await once(child.stderr, 'data');
  return { port, stop: () => child.kill() };
}

function ours(direction, port) {
  const paths = direction === 'up' ? [file, join(home, 'up')] : [join(home, 'down'), file];
  const settings = { host: '127.0.0.1', port, username: userInfo().username };
  const all = JSON.stringify({ ...settings, key_path: join(home, 'id') });
  const { seconds, peak } = inProcess('sftp-client.mjs', direction, all, ...paths);
  memory.push(peak);
  return SIZE / seconds / 2 ** 20;
}

function theirs(direction, port) {
  const line = direction === 'up' ? `put ${file} ${home}/up` : `get ${file} ${home}/down`;
  const unchecked = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const options = ['-q', '-F', 'none', '-b', '-', '-i', join(home, 'id'), ...unchecked];
  const started = process.hrtime.bigint();
  const args = [...options, '-P', String(port), `${userInfo().username}@127.0.0.1`];
  const { status, stderr } = spawnSync('sftp', args, { input: `${line}\n` });
  if (status !== 0) throw new Error(`sftp failed: ${stderr}`);
  return SIZE / (Number(process.hrtime.bigint() - started) / 1e9) / 2 ** 20;
}

if (!existsSync(SSHD) || spawnSync('sftp', ['-V']).error) {
  console.log('skip  200 MiB over SFTP : sshd or sftp is not installed');
} else {
  makeFile();
  const { port, stop } = await startSshd();
  try {
    for (const direction of ['up', 'down']) {
      const found = compare(
        ROUNDS,
        () => ours(direction, port),
        () => theirs(direction, port),
      );
      row(`200 MiB over SFTP, ${direction} : sftp`, found, { least: 1 }, 'MiB/s');
    }
    const peak = median(memory);
    const most = { ratio: peak, ours: peak, other: 200 };
    row('200 MiB over SFTP, peak memory in MiB', most, { most: 200 }, 'MiB');
  } finally {
    stop();
    rmSync(home, { recursive: true });
  }
}
