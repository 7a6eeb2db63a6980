// 1 GiB to a storage and back: throughput compared with curl's, and the process's peak memory. OInt
// verifies the MD5 of downloads in another thread; curl verifies nothing.
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, inProcess, median, row, startServer } from './measure.mjs';

const SIZE = 2 ** 30;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const { url, stop } = await startServer({}, 's3-server.mjs');
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const file = join(folder, 'large.bin');
const handle = openSync(file, 'w');
ftruncateSync(handle, SIZE);
closeSync(handle);

function ours(what, path, memory) {
  const { seconds, peak } = inProcess('s3-client.mjs', what, url, path);
  memory.push(peak);
  return SIZE / seconds / 2 ** 20;
}

function curl(...args) {
  const started = process.hrtime.bigint();
  const all = ['-sf', ...args, `${url}/bucket/large.bin`];
  if (spawnSync('curl', all, { stdio: 'ignore' }).status !== 0) throw new Error('curl failed');
  return SIZE / (Number(process.hrtime.bigint() - started) / 1e9) / 2 ** 20;
}

function measure(what, path, least, ...args) {
  const memory = [];
  const speed = compare(
    ROUNDS,
    () => ours(what, path, memory),
    () => curl(...args),
  );
  row(`s3, 1 GiB ${what} : curl`, speed, { least }, 'MiB/s');
  memoryRow(what, memory);
}

function memoryRow(what, memory) {
  const peak = median(memory);
  const figures = { ratio: peak, ours: peak, other: 150 };
  row(`s3, 1 GiB ${what}, peak memory in MiB`, figures, { most: 150 }, 'MiB');
}

try {
  if (spawnSync('curl', ['--version']).error) {
    console.log('skip  s3, 1 GiB up and down : curl is not installed');
  } else {
    measure('up', file, 0.6, '--upload-file', file);
    const memory = [];
    for (let round = 0; round < ROUNDS; round++) ours('piped', '', memory);
    memoryRow('up from a stream', memory);
    const target = join(folder, 'down.bin');
    measure('down', target, 0.6, '-o', target);
  }
} finally {
  stop();
  rmSync(folder, { recursive: true });
}
