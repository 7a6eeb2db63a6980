// The embedded server over HTTP, as `oint local serve` starts it, next to a bare Hono application.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanEnv, here, inProcess, median, row, startServer } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const STREAMS = 1000;

async function startOurs() {
  const args = [here('../dist/cli/main.js'), 'local', 'serve', '--port', '0', '--memory'];
  const child = spawn(process.execPath, args, {
    env: cleanEnv,
    // With its request log, which nothing reads.
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [line] = await once(child.stderr, 'data');
  child.stderr.resume();
  return { url: /http:\/\/[\d.:]+/.exec(line)[0], stop: () => child.kill() };
}

const ours = await startOurs();
const bare = await startServer({}, 'bare-hono.mjs');
const load = (task, ...urls) => inProcess('local-load.mjs', task, ...urls);
const medians = (pairs, relate) => ({
  ratio: median(pairs.map(([a, b]) => relate(a, b))),
  ours: median(pairs.map(([a]) => a)),
  other: median(pairs.map(([, b]) => b)),
});

try {
  const rates = (task) => medians(load(task, ours.url, bare.url), (a, b) => a / b);
  row('GET /v1/models : bare Hono application', rates('lists'), { least: 0.7 }, 'per s');
  row('POST chat (oint-guide) : bare Hono echo', rates('chats'), { least: 0.4 }, 'per s');

  const whole = load('streams', ours.url);
  const share = { ratio: whole / STREAMS, ours: whole, other: STREAMS };
  row(`${STREAMS} responses streamed at once`, share, { least: 1 }, 'whole');

  const pairs = Array.from({ length: ROUNDS }, () => [
    load('latency', ours.url),
    load('latency', bare.url),
  ]);
  const over = medians(pairs, (a, b) => a - b);
  row('200 chats a second, p99 in ms over a bare Hono echo’s', over, { most: 15 }, 'ms');
} finally {
  ours.stop();
  bare.stop();
}
