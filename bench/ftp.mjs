// 1 GiB over FTP, up and down, in turns with curl, for throughput.
import { spawn, spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.mjs';
import { compare, inProcess, median, row } from './measure.mjs';

const SIZE = Number(process.env.FTP_SIZE ?? 2 ** 30);
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const PROFTPD = '/usr/sbin/proftpd';
const home = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const files = join(home, 'files');
const file = join(home, 'large.bin');
const memory = [];

function makeFile() {
  const handle = openSync(file, 'w');
  const piece = randomFillSync(Buffer.alloc(2 ** 20));
  for (let at = 0; at < SIZE; at += piece.length) writeSync(handle, piece);
  closeSync(handle);
}

async function startProftpd() {
  mkdirSync(files);
  chmodSync(home, 0o755);
  chownSync(files, 65534, 65534);
  const hash = spawnSync('openssl', ['passwd', '-6', 'pw'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(home, 'users'), `me:${hash}:65534:65534::${files}:/bin/sh\n`, { mode: 0o600 });
  const port = await freePort();
  writeFileSync(
    join(home, 'config'),
    `ServerType standalone\nDefaultAddress 127.0.0.1\nPort ${port}\nUser nobody\nGroup nogroup
AuthUserFile ${home}/users\nAuthOrder mod_auth_file.c\nRequireValidShell off\nPidFile ${home}/pid
ScoreboardFile ${home}/scoreboard\nSystemLog none\nTransferLog none\nWtmpLog off\nUseReverseDNS off
AllowOverwrite on\nDefaultRoot ${files}\n<IfModule mod_delay.c>\nDelayEngine off\n</IfModule>\n`,
  );
  const child = spawn(PROFTPD, ['-n', '-q', '-c', join(home, 'config')], { stdio: 'ignore' });
  for (let isUp = false; !isUp; await sleep(20)) {
    const socket = connect(port, '127.0.0.1');
    isUp = await once(socket, 'data').then(
      () => true,
      () => false,
    );
    socket.destroy();
  }
  return { port, stop: () => child.kill() };
}

function ours(direction, port) {
  const paths = [direction === 'up' ? file : join(home, 'down'), 'large.bin'];
  const settings = { domain: '127.0.0.1', port, login: 'me', password: 'pw' };
  const { seconds, peak } = inProcess(
    'ftp-client.mjs',
    direction,
    JSON.stringify(settings),
    ...paths,
  );
  memory.push(peak);
  return SIZE / seconds / 2 ** 20;
}

function theirs(direction, port) {
  const way = direction === 'up' ? ['--upload-file', file] : ['--output', join(home, 'down')];
  const started = process.hrtime.bigint();
  const url = `ftp://127.0.0.1:${port}/large.bin`;
  const { status, stderr } = spawnSync('curl', ['-sS', '--user', 'me:pw', ...way, url]);
  if (status !== 0) throw new Error(`curl failed: ${stderr}`);
  return SIZE / (Number(process.hrtime.bigint() - started) / 1e9) / 2 ** 20;
}

if (!existsSync(PROFTPD) || spawnSync('curl', ['-V']).error || process.getuid() !== 0) {
  console.log('skip  1 GiB over FTP : proftpd or curl is not installed, or this is not root');
} else {
  makeFile();
  const { port, stop } = await startProftpd();
  try {
    for (const direction of ['up', 'down']) {
      const found = compare(
        ROUNDS,
        () => ours(direction, port),
        () => theirs(direction, port),
      );
      row(`1 GiB over FTP, ${direction} : curl`, found, { least: 0.7 }, 'MiB/s');
    }
    const peak = median(memory);
    const most = { ratio: peak, ours: peak, other: 200 };
    row('1 GiB over FTP, peak memory in MiB', most, { most: 200 }, 'MiB');
  } finally {
    stop();
    rmSync(home, { recursive: true });
  }
}
