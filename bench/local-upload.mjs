// Uploads 1 GiB to the embedded server over HTTP, onto disk: peak memory of the process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, here, inProcess, row } from './measure.mjs';

const GIB = 2 ** 30;
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const file = join(folder, 'large.bin');
const handle = openSync(file, 'w');
ftruncateSync(handle, GIB);
closeSync(handle);

async function start() {
  const main = here('../dist/cli/main.js');
  const args = [main, 'local', 'serve', '--port', '0', '--data', folder, '--max-upload', '2G'];
  const child = spawn(process.execPath, args, {
    env: cleanEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [line] = await once(child.stderr, 'data');
  child.stderr.resume();
  return { url: /http:\/\/[\d.:]+/.exec(line)[0], child };
}

/** In MiB, as Linux reports it. */
function peakOf({ pid }) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

if (process.platform !== 'linux') {
  console.log('skip  1 GiB upload to the embedded server: peak memory is only available on Linux');
} else {
  const { url, child } = await start();
  try {
    const { seconds } = inProcess('upload-client.mjs', url, file);
    const peak = peakOf(child);
    const what = `1 GiB upload to the embedded server, peak memory in MiB (${Math.round(1024 / seconds)} MiB/s)`;
    row(what, { ratio: peak, ours: peak, other: 150 }, { most: 150 }, 'MiB');
  } finally {
    child.kill();
  }
}
rmSync(folder, { recursive: true });
