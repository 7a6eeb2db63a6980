// What a user of `oint ask` notices: the time to the first token, and memory use during a long
// answer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, here, median, row, startServer, wallTime } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 21);
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const env = { ...cleanEnv, OINT_DATA: folder, OINT_CONFIG: join(folder, 'config.json') };
const ask = (url) => [
  here('../dist/cli/main.js'),
  'ask',
  'hi',
  '--url',
  url,
  '-m',
  'm',
  '--no-log',
];

/** From the start of the process to the first byte it writes, in milliseconds. */
async function firstByte(url) {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, ask(url), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const taken = Number(process.hrtime.bigint() - started) / 1e6;
  child.stdout.resume();
  await once(child, 'close');
  return taken;
}

/** The peak memory of a process that shows an answer, in MiB. */
async function peak(url) {
  const child = spawn(process.execPath, ask(url), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let [bytes, most] = [0, 0];
  child.stdout.on('data', (data) => {
    bytes += data.length;
    most = Math.max(most, memoryOf(child.pid));
  });
  await once(child, 'close');
  return { most, bytes };
}

/** A process's peak memory so far; `undefined` once it has ended. */
function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const [quick, long] = await Promise.all([
  startServer({ CHUNKS: '3' }),
  startServer({ CHUNKS: '100000' }),
]);
try {
  await firstByte(quick.url);
  const pairs = [];
  for (let round = 0; round < ROUNDS; round++) {
    pairs.push([await firstByte(quick.url), wallTime(['-e', '0'])]);
  }
  const figures = {
    ratio: median(pairs.map(([a, b]) => a / b)),
    ours: median(pairs.map(([a]) => a)),
    other: median(pairs.map(([, b]) => b)),
  };
  row('ask, to its first token : node -e 0', figures, { most: 1.5 }, 'ms');
  if (process.platform === 'linux') {
    const [large, small] = [await peak(long.url), await peak(quick.url)];
    if (large.bytes < 500_000) throw new Error(`only ${large.bytes} bytes were shown`);
    const grown = { ratio: large.most - small.most, ours: large.most, other: small.most };
    row('ask, 100,000 chunks : 3 chunks, MiB more', grown, { most: 80 }, 'MiB');
  }
} finally {
  for (const { stop } of [quick, long]) stop();
  rmSync(folder, { recursive: true });
}
