// Uploads 1 GiB: throughput compared with curl's, and the process's peak memory.
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, inProcess, median, row, startServer } from './measure.mjs';

const SIZE = 2 ** 30;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const { url, stop } = await startServer();
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const file = join(folder, 'large.bin');
const handle = openSync(file, 'w');
ftruncateSync(handle, SIZE);
closeSync(handle);
const memory = [];

function ours() {
  const { seconds, peak } = inProcess('upload-client.mjs', url, file);
  memory.push(peak);
  return SIZE / seconds / 2 ** 20;
}

function curl() {
  const started = process.hrtime.bigint();
  const args = ['-sf', '-F', 'purpose=user_data', '-F', `file=@${file}`, `${url}/v1/files`];
  if (spawnSync('curl', args, { stdio: 'ignore' }).status !== 0) throw new Error('curl failed');
  return SIZE / (Number(process.hrtime.bigint() - started) / 1e9) / 2 ** 20;
}

try {
  if (spawnSync('curl', ['--version']).error) {
    console.log('skip  1 GiB upload : curl is not installed');
  } else {
    row('1 GiB upload : curl', compare(ROUNDS, ours, curl), { least: 0.85 }, 'MiB/s');
    const peak = median(memory);
    row(
      '1 GiB upload, peak memory in MiB',
      { ratio: peak, ours: peak, other: 100 },
      { most: 100 },
      'MiB',
    );
  }
} finally {
  stop();
  rmSync(folder, { recursive: true });
}
