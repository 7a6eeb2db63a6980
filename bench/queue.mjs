// What more workers give to `oint each --queue`: the rate of rows with one, two and three of them, with a server that
// takes 20 ms for each answer, so that a worker with 4 jobs is at most at 200 rows/s. Needs redis-server, and the
// packages of `oint install queue`.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';
import { cleanEnv, here, median, row } from './measure.mjs';

const COUNT = Number(process.env.ROWS ?? 400);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const JOBS = 4;
const DELAY = 20;
const main = here('../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'oint-bench-'));
const csv = join(folder, 'rows.csv');
writeFileSync(
  csv,
  `name\n${Array.from({ length: COUNT }, (_, at) => `person ${at}`).join('\n')}\n`,
);

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (hasRedis) await measure();
else console.log('skip  oint each --queue: there is no redis-server');

async function measure() {
  const service = http.createServer((request, response) => {
    request.resume().once('end', () => {
      setTimeout(() => {
        response.setHeader('content-type', 'application/json');
        response.end('{"id":"1","event":"message"}');
      }, DELAY);
    });
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const url = `http://127.0.0.1:${service.address().port}`;

  const port = await freePort();
  const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder]);
  for await (const text of redis.stdout) if (/Ready to accept/.test(text)) break;
  const env = { ...cleanEnv, QUEUE: `redis://127.0.0.1:${port}` };

  const workers = [];
  async function addWorker() {
    const options = ['--queue', 'env:QUEUE', '--hosts', '127.0.0.1', '--jobs', String(JOBS)];
    const worker = spawn(process.execPath, [main, 'worker', ...options], { env });
    workers.push(worker);
    for await (const text of worker.stderr) if (/Ctrl-C stops it/.test(text)) break;
  }

  /** Rows a second; not spawnSync, because the service is in this process. */
  async function rate() {
    const command = ['ntfy', 'SendMessage', '--url', url, '--topic', 't', '--message', '{name}'];
    const options = ['--queue', 'env:QUEUE', '--jobs', String(JOBS * 4)];
    const started = performance.now();
    const args = [main, 'each', csv, ...options, '--', ...command];
    const each = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    each.stderr.on('data', (text) => (said += text));
    const [status] = await once(each, 'exit');
    if (status !== 0) throw new Error(said);
    return COUNT / ((performance.now() - started) / 1000);
  }

  const rates = [];
  try {
    for (let count = 1; count <= 3; count++) {
      await addWorker();
      const found = [];
      for (let round = 0; round < ROUNDS; round++) found.push(await rate());
      rates.push(median(found));
      const figures = { ratio: rates.at(-1) / rates[0], ours: rates.at(-1), other: rates[0] };
      const bar = { least: [1, 1.6, 2][count - 1] };
      row(`each --queue, ${count} worker(s) of ${JOBS} jobs : one`, figures, bar, 'rows/s');
    }
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    redis.kill();
    await once(redis, 'exit');
    service.close();
    rmSync(folder, { recursive: true });
  }
}
