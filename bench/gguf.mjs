// Tokens per second of a GGUF model, by the number of threads and of parallel requests.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cleanEnv, here, median, row } from './measure.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const TOKENS = 40;
const MODEL = here('../../shared/models/stories260K.gguf');
const { OINT_ENGINES } = process.env;

async function start(...options) {
  const args = [
    here('../dist/cli/main.js'),
    'local',
    'serve',
    '--port',
    '0',
    '--memory',
    '--quiet',
  ];
  const child = spawn(process.execPath, [...args, '--model', MODEL, ...options], {
    env: { ...cleanEnv, OINT_ENGINES },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  for await (const text of child.stderr) {
    told += text;
    if (told.includes('http://')) break;
  }
  const url = /http:\/\/[\d.:]+/.exec(told)?.[0];
  if (!url) throw new Error(`the server did not start: ${told}`);
  return { url, stop: () => child.kill() };
}

/** Sends parallel requests. Returns tokens per second. */
async function speed({ url }, answers = 1) {
  const started = performance.now();
  const body = { model: 'stories260K', temperature: 0, max_tokens: TOKENS };
  const counts = await Promise.all(
    Array.from({ length: answers }, async (_, index) => {
      const messages = [{ role: 'user', content: `Tell me story ${index}` }];
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ ...body, messages }),
      });
      const whole = await answer.json();
      if (!answer.ok) throw new Error(whole.error.message);
      return whole.usage.completion_tokens;
    }),
  );
  return counts.reduce((sum, count) => sum + count) / ((performance.now() - started) / 1000);
}

async function compared(ours, other) {
  const pairs = [];
  for (let round = 0; round < ROUNDS; round++) pairs.push([await ours(), await other()]);
  return {
    ratio: median(pairs.map(([a, b]) => a / b)),
    ours: median(pairs.map(([a]) => a)),
    other: median(pairs.map(([, b]) => b)),
  };
}

if (OINT_ENGINES && existsSync(MODEL)) {
  const usual = await start();
  const all = await start('--threads', String(availableParallelism()));
  try {
    for (const server of [usual, all]) await speed(server);
    const threads = await compared(
      () => speed(usual),
      () => speed(all),
    );
    row('a GGUF model, usual threads : as many as cores', threads, { least: 0.7 }, 'tokens/s');
    const together = await compared(
      () => speed(usual, 2),
      () => speed(usual),
    );
    row('two parallel replies of a GGUF model : one', together, { least: 0.8 }, 'tokens/s');
  } finally {
    usual.stop();
    all.stop();
  }
} else console.log('  --  a GGUF model: needs OINT_ENGINES and ../shared/models/stories260K.gguf');
